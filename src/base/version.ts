import manifest from "../../package.json" with { type: "json" };

/** This release, as in package.json and the changelog. */
export const version: string = manifest.version;
