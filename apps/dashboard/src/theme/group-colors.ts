/** Told apart by most people, on both backgrounds; the first ones are the farthest apart. */
const FIRST = ['#7c67e6', '#e8761a', '#0d9b8a', '#d64a8f', '#c99a06', '#2f87d8', '#5fa02f', '#d1495b', '#9a6f4a', '#19a5c2'];
const GOLDEN_ANGLE = 137.508;
/** Of what belongs to no group. */
export const NO_GROUP_COLOR = '#98a2b3';

/** The colour of one of many groups, the same each time. Behind the first ten, hues that are spread evenly however many there are, in three degrees of lightness. @param place from 0. */
export function groupColor(place: number): string {
  return FIRST[place] ?? hexOfHsl((place * GOLDEN_ANGLE) % 360, 0.58, [0.5, 0.62, 0.42][place % 3]!);
}

/** @param hue degrees. @param saturation 0 to 1. @param lightness 0 to 1. */
function hexOfHsl(hue: number, saturation: number, lightness: number): string {
  const channel = (offset: number): string => {
    const turn = (offset + hue / 30) % 12;
    const value = lightness - saturation * Math.min(lightness, 1 - lightness) * Math.max(-1, Math.min(turn - 3, 9 - turn, 1));
    return Math.round(255 * value)
      .toString(16)
      .padStart(2, '0');
  };
  return `#${channel(0)}${channel(8)}${channel(4)}`;
}
