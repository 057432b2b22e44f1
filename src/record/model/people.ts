import { and, eq, sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { inserter } from "../prepared.ts";
import { token, user } from "../schema.ts";
import type { Project, Projection } from "./projection.ts";

/** Tables user and token. */
export const people: Projection = {
  name: "people",
  version: 4,
  usableFrom: 2,
  tables: ["user", "token"],
  rebuilt: "before-decisions",
  rare: true,
  project: projectPeople,
};

function projectPeople(db: Database): Project {
  const insertUser = inserter(db.drizzle, user);
  const insertToken = inserter(db.drizzle, token);
  const byName = eq(user.name, sql.placeholder("name"));
  const login = db.drizzle
    .update(user)
    .set({ loginAt: sql`${sql.placeholder("at")}` })
    .where(byName)
    .prepare();

  return (events) => {
    for (const { position: changed, time, event } of events) {
      switch (event.type) {
        case "UserCreated":
          insertUser({
            name: event.user,
            fullName: event.name,
            email: event.email,
            role: event.role,
            password: event.password,
            directory: false,
            disabled: false,
            createdAt: time,
            loginAt: null,
            changed,
            notifyAssigned: true,
            notifyWrote: false,
            away: null,
            language: null,
          });
          break;
        case "UserChanged": {
          const { name: fullName, email, role, disabled } = event;
          db.drizzle
            .update(user)
            .set({ fullName, email, role, disabled, changed })
            .where(eq(user.name, event.user))
            .run();
          break;
        }
        case "NotificationsChanged":
          db.drizzle
            .update(user)
            .set({ notifyAssigned: event.assigned, notifyWrote: event.wrote, changed })
            .where(eq(user.name, event.user))
            .run();
          break;
        case "AwayChanged":
          db.drizzle.update(user).set({ away: event.away, changed }).where(eq(user.name, event.user)).run();
          break;
        case "LanguageChanged":
          db.drizzle
            .update(user)
            .set({ language: event.language, changed })
            .where(eq(user.name, event.user))
            .run();
          break;
        case "PasswordChanged":
          db.drizzle
            .update(user)
            .set({ password: event.password, directory: false, changed })
            .where(eq(user.name, event.user))
            .run();
          break;
        case "PasswordDelegated":
          db.drizzle
            .update(user)
            .set({ password: "", directory: true, changed })
            .where(eq(user.name, event.user))
            .run();
          break;
        case "LoggedIn":
          login.run({ at: time, name: event.user });
          break;
        case "TokenCreated": {
          const { id, hash, name, scope } = event;
          insertToken({ id, hash, name, user: event.user, scope, createdAt: time });
          break;
        }
        case "TokenRevoked":
          db.drizzle
            .delete(token)
            .where(and(eq(token.id, event.id)))
            .run();
          break;
        case "Erased":
          // It may have been any of them; an administrator creates new ones.
          if (event.was === "TokenRevoked") db.drizzle.delete(token).run();
          break;
        default:
      }
    }
  };
}
