/** Neighbours that vote in every k-NN figure of a run. */
export const NEIGHBOURS = 5;

/** Of L-BFGS, at most: accuracy stands long before the last digits of the loss do. */
export const ITERATIONS = 60;
