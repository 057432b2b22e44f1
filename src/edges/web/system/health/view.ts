import type { HealthReport } from "../../../../engine/operate/health/health.ts";
import type { Frame } from "../../view.ts";

export interface HealthView {
  readonly frame: Frame;
  readonly report: HealthReport;
}
