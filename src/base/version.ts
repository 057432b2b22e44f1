import manifest from "../../package.json" with { type: "json" };

/** Set by the build (.tools/build.ts) for a release: `make image VERSION=1.2.3`. */
declare const builtVersion: string | undefined;

/** This release, as in the changelog; without a version of the build, that in package.json. */
export const version: string = typeof builtVersion === "string" ? builtVersion : manifest.version;
