/** Where the parts of a drawn lifecycle are: a column for each kind, an arrow for each way. */
import { exitsOf, type Kind, kinds, type Lifecycle, type State } from "../../../../domain/lifecycle/index.ts";

export interface Box {
  readonly state: State;
  readonly kind: Kind;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Arrow {
  readonly from: State;
  readonly to: State;
  /** As in the attribute `d` of a path. */
  readonly path: string;
  /** Whether people cannot move tickets along it: it happens by itself only. */
  readonly itself: boolean;
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
}

const WIDE = 132;
const HIGH = 44;
/** Between the left edges of columns, and the upper edges of rows. */
const COLUMN = 212;
const ROW = 104;
/** Around all boxes: arrows bend into it. */
const MARGIN = 56;

/** Draws a lifecycle. Two arrows between the same boxes bend apart. */
export function drawn({ states }: Lifecycle): Picture {
  const columns = kinds
    .map((kind) => states.filter((one) => one.kind === kind))
    .filter(({ length }) => length > 0);
  const tallest = Math.max(...columns.map(({ length }) => length));
  const boxes = columns.flatMap((column, at) =>
    column.map(({ name, kind }, row): Box => {
      // Shorter columns stand in the middle.
      const y = MARGIN + (row + (tallest - column.length) / 2) * ROW;
      return { ...{ state: name, kind, x: MARGIN + at * COLUMN, y }, width: WIDE, height: HIGH };
    }),
  );
  const boxOf = new Map(boxes.map((box) => [box.state, box]));
  const arrows = states.flatMap((state) =>
    exitsOf(state).flatMap((to): readonly Arrow[] => {
      const [a, b] = [boxOf.get(state.name), boxOf.get(to)];
      if (!a || !b) return [];
      const itself = !state.ways.some((way) => way.to === to);
      return [{ from: state.name, to, path: bend(a, b), itself }];
    }),
  );
  return {
    width: MARGIN * 2 + (columns.length - 1) * COLUMN + WIDE,
    height: MARGIN * 2 + (tallest - 1) * ROW + HIGH,
    ...{ boxes, arrows },
  };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A curve from the edge of one box to the edge of another, bent to its left: further, the longer it is. */
function bend(a: Box, b: Box): string {
  const [from, to] = [centre(a), centre(b)];
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy);
  const aside = Math.min(100, Math.max(34, length * 0.24));
  const control = {
    x: (from.x + to.x) / 2 + (dy / length) * aside,
    y: (from.y + to.y) / 2 - (dx / length) * aside,
  };
  const [start, end] = [edge(a, control, 2), edge(b, control, 4)];
  return `M${at(start)}Q${at(control)} ${at(end)}`;
}

const centre = ({ x, y, width, height }: Box): Point => ({ x: x + width / 2, y: y + height / 2 });

/** Where the line from a box's centre to a point leaves the box, and a little further. */
function edge(box: Box, towards: Point, gap: number): Point {
  const { x, y } = centre(box);
  const [dx, dy] = [towards.x - x, towards.y - y];
  const across = Math.abs(dx) / (box.width / 2 + gap);
  const up = Math.abs(dy) / (box.height / 2 + gap);
  const scale = 1 / Math.max(across, up);
  return { x: x + dx * scale, y: y + dy * scale };
}

const at = ({ x, y }: Point): string => `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
