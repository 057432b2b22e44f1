/** Runs an OpenLDAP server on loopback, with its configuration and people in one folder. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Directory } from "../../src/domain/directory/index.ts";
import { patience } from "./patience.ts";
import { freePort } from "./ports.ts";

export interface Slapd {
  readonly port: number;
  /** The port of LDAP over TLS; 0 without a certificate. */
  readonly tlsPort: number;
  /** Settings to use it, over StartTLS if it has a certificate. */
  readonly directory: Directory;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Changes its people by LDIF, as its administrator. */
  modify(ldif: string): void;
  remove(): Promise<void>;
}

export interface Pair {
  readonly key: string;
  readonly cert: string;
}

export const base = "dc=desk,dc=example";
const admin = { dn: `cn=service,${base}`, password: "service secret" };
/** The password of the people below. */
export const password = "correct horse";

/** A person's entry; `more` are further lines. */
export const entry = (uid: string, more: readonly string[] = [], ou = "people"): string =>
  [
    `dn: uid=${uid},ou=${ou},${base}`,
    ...["objectClass: inetOrgPerson", `uid: ${uid}`, "sn: x", `userPassword: ${password}`],
    ...more,
  ].join("\n");

/** "name:: value in base64", for values that LDIF cannot contain directly. */
export const coded = (name: string, value: string | Buffer): string =>
  `${name}:: ${Buffer.from(value).toString("base64")}`;

/**
 * Starts a server.
 * @param people entries; the organizational units people and others exist
 * @param pair its certificate; without one there is no encryption
 */
export async function startSlapd(people: readonly string[], pair?: Pair): Promise<Slapd> {
  const folder = mkdtempSync(join(tmpdir(), "slapd-test-"));
  const [port, tlsPort] = [await freePort(), pair ? await freePort() : 0];
  mkdirSync(join(folder, "db"));
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  const tls = pair
    ? `TLSCertificateFile ${file("cert.pem", pair.cert)}\nTLSCertificateKeyFile ${file("key.pem", pair.key)}\n`
    : "";
  const configuration = file("slapd.conf", configured(folder, tls));
  const units = ["people", "others"].map(
    (ou) => `dn: ou=${ou},${base}\nobjectClass: organizationalUnit\nou: ${ou}`,
  );
  const odd = "Bürö, Süd";
  units.push(
    `${coded("dn", `ou=${odd.replace(",", "\\,")},${base}`)}\nobjectClass: organizationalUnit\n${coded("ou", odd)}`,
  );
  const root = `dn: ${base}\nobjectClass: dcObject\nobjectClass: organization\no: Desk\ndc: desk`;
  const all = file("all.ldif", [root, ...units, ...people].map((one) => `${one}\n`).join("\n"));
  execFileSync("slapadd", ["-f", configuration, "-l", all], { stdio: "pipe" });
  let server: ChildProcess | null = null;

  const slapd: Slapd = {
    port,
    tlsPort,
    directory: {
      enabled: true,
      servers: [`ldap://localhost:${port}`],
      encryption: pair ? "starttls" : "none",
      authorities: pair?.cert ?? "",
      bindDn: admin.dn,
      bindPassword: admin.password,
      baseDn: base,
      filter: "(&(objectClass=inetOrgPerson)(uid={user}))",
      nameAttribute: "cn",
      mailAttribute: "mail",
      newcomers: "refuse",
    },
    async start() {
      // Another loopback address, to test names in certificates.
      const urls = [`ldap://0.0.0.0:${port}`, ...(pair ? [`ldaps://0.0.0.0:${tlsPort}`] : [])].join(" ");
      server = spawn("slapd", ["-f", configuration, "-h", urls, "-d", "0"], { stdio: "ignore" });
      await answering(port);
    },
    async stop() {
      if (!server || server.exitCode !== null || server.signalCode !== null) return;
      const ended = new Promise((resolve) => server?.once("exit", resolve));
      server.kill("SIGTERM");
      await ended;
    },
    modify(ldif) {
      const words = ["-x", "-H", `ldap://127.0.0.1:${port}`, "-D", admin.dn, "-w", admin.password];
      execFileSync("ldapmodify", words, { input: ldif, stdio: ["pipe", "pipe", "pipe"] });
    },
    async remove() {
      await slapd.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await slapd.start();
  return slapd;
}

const configured = (folder: string, tls: string): string => `include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile ${folder}/slapd.pid
${tls}database mdb
suffix "${base}"
rootdn "${admin.dn}"
rootpw "${admin.password}"
directory ${folder}/db
maxsize 10485760
access to attrs=userPassword by anonymous auth
access to * by * read
`;

/** A certificate authority, and its certificate for a server with this name. */
export function certified(name: string): Pair & { readonly authority: string } {
  const folder = mkdtempSync(join(tmpdir(), "authority-test-"));
  const openssl = (...words: string[]) => execFileSync("openssl", words, { cwd: folder, stdio: "pipe" });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  try {
    openssl(
      "req",
      "-x509",
      ...key,
      "-keyout",
      "ca.key",
      "-out",
      "ca.pem",
      "-days",
      "90",
      "-subj",
      "/CN=Authority",
    );
    openssl("req", ...key, "-keyout", "own.key", "-out", "own.csr", "-subj", `/CN=${name}`);
    writeFileSync(join(folder, "names"), `subjectAltName=DNS:${name}`);
    const by = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "names", "-days", "90"];
    openssl("x509", "-req", "-in", "own.csr", "-out", "own.pem", ...by);
    const read = (file: string) => readFileSync(join(folder, file), "utf8");
    return { key: read("own.key"), cert: read("own.pem"), authority: read("ca.pem") };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function answering(port: number): Promise<void> {
  for (const end = performance.now() + patience; performance.now() < end; ) {
    const up = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1");
      socket.once("connect", () => {
        socket.destroy();
        resolve(true);
      });
      socket.once("error", () => resolve(false));
    });
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("slapd does not answer");
}
