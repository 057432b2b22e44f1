import { drizzle } from "drizzle-orm/better-sqlite3";
import { type DatabaseOptions, openReadOnly } from "./database.ts";
import { createJournal, type Journal } from "./journal.ts";
import { compareSteps } from "./migrate.ts";
import { createQueries, type Queries } from "./queries/index.ts";
import { modelIsCurrent } from "./rebuild.ts";
import { createView, type View } from "./view.ts";
