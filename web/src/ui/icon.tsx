// Small line drawings of 16 units, in the colour of the text around them. They never stand alone for a meaning.
import type { JSX } from "preact";

const PATHS = {
  inbox: "M2 9.5h3.2l1 2h3.6l1-2H14M2 9.5 4 3.5h8l2 6v3H2z",
  person: "M8 8a2.7 2.7 0 1 0 0-5.4A2.7 2.7 0 0 0 8 8zM3 13.5c.5-2.6 2.4-4 5-4s4.5 1.4 5 4",
  sent: "M2.5 8 13.5 3l-3 10.5-3-4z M7.5 9.500l6-6.5",
  clock: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.800V8l2.2 1.5",
  check: "m3 8.5 3.3 3.300L13 5",
  archive: "M2.5 5.500h11v8h-11zM2 2.500h12v3H2zM6.5 8.500h3",
  shield: "M8 2l5 1.800v4c0 3-2 5.2-5 6.2-3-1-5-3.2-5-6.200v-4zM8 5.500V8.500M8 10.700v.1",
  folder: "M2 4h4l1.5 1.800H14v7H2z",
  play: "M5 3.2 12.5 8 5 12.800z",
  search: "M7 11.500A4.5 4.5 0 1 0 7 2.500a4.5 4.5 0 0 0 0 9zM10.3 10.300l3.2 3.2",
  menu: "M2.5 4.500h11M2.5 8h11M2.5 11.500h11",
  back: "M9.5 3.5 5 8l4.5 4.5",
  chevron: "m4.5 6.5 3.5 3.5 3.5-3.5",
  warning: "M8 2.5 14 13H2zM8 6.500v3M8 11.200v.1",
  flame: "M8 2c.4 2.6 3.5 3.8 3.5 7.200A3.5 3.5 0 0 1 8 13.500a3.5 3.5 0 0 1-3.5-3.600C4.5 8 5.7 7.3 6 5.800c1 .5 1.3 1.3 1.3 2C8.3 6.5 8.6 4 8 2z",
  up: "M8 13V3.500M4 7l4-4 4 4",
  down: "M8 3v9.500M4 9l4 4 4-4",
  equal: "M3.5 6.200h9M3.5 9.800h9",
  pause: "M5.5 3.500v9M10.5 3.500v9",
  reply: "M6.5 4 2.5 8l4 4M2.5 8H9c3 0 4.5 1.5 4.5 4.5",
  note: "M3 2.500h10v7.500L9.5 13.500H3zM13 10H9.500v3.500M5.5 5.500h5M5.5 8h3",
  clip: "m13 7.5-5.2 5.200a3.2 3.2 0 0 1-4.5-4.500l5.4-5.400a2.1 2.1 0 0 1 3 3L6.3 11.200a1 1 0 0 1-1.5-1.500L9.6 5",
  link: "M6.5 9.500l3-3M7.5 4.5 9 3a2.8 2.8 0 0 1 4 4l-1.5 1.500M8.5 11.5 7 13a2.8 2.8 0 0 1-4-4l1.5-1.5",
  cross: "m4 4 8 8M12 4l-8 8",
  plus: "M8 3v10M3 8h10",
  keyboard: "M1.5 4h13v8h-13zM4 6.500h.1M6.5 6.500h.1M9 6.500h.1M11.5 6.500h.1M4.5 9.500h7",
  image: "M2 3h12v10H2zM2 11l3.5-3.500L9 11l2-2 3 3M10.5 6.200v.1",
  eye: "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM8 9.800a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.600z",
  cloud: "M4.5 12.500a3 3 0 0 1-.3-6A4 4 0 0 1 12 7.200a2.7 2.7 0 0 1-.5 5.300zM2.5 2.500l11 11",
  dots: "M3.5 8h.1M8 8h.1M12.5 8h.1",
  tag: "M2.5 2.500h5l6 6-5 5-6-6zM5.3 5.300v.1",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, label }: { name: IconName; label?: string }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" role={label ? "img" : undefined} aria-label={label} aria-hidden={label ? undefined : true}>
      <path d={PATHS[name]} />
    </svg>
  );
}
