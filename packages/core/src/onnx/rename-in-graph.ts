import type { onnx } from 'onnx-proto';

/** Gives values and nodes of a graph other names, in place, in its branches and loops too: a name of theirs that is declared outside means the same value.
 * @param names new ones by old ones. */
export function renameInGraph(graph: onnx.IGraphProto, names: ReadonlyMap<string, string>): void {
  if (names.size === 0) return;
  const renamed = (name: string): string => names.get(name) ?? name;
  for (const node of graph.node ?? []) {
    node.name = renamed(node.name ?? '');
    node.input = (node.input ?? []).map(renamed);
    node.output = (node.output ?? []).map(renamed);
    for (const { g, graphs } of node.attribute ?? [])
      for (const inner of [...(g ? [g] : []), ...(graphs ?? [])]) renameInGraph(inner, names);
  }
  for (const value of [...(graph.input ?? []), ...(graph.output ?? []), ...(graph.valueInfo ?? []), ...(graph.initializer ?? [])])
    value.name = renamed(value.name ?? '');
  for (const { values } of graph.sparseInitializer ?? []) if (values) values.name = renamed(values.name ?? '');
  for (const annotation of graph.quantizationAnnotation ?? []) annotation.tensorName = renamed(annotation.tensorName ?? '');
}

/** Every name of a value or node in a graph and its branches. */
function namesIn(graph: onnx.IGraphProto): Set<string> {
  const names = new Set<string>();
  const add = (inner: onnx.IGraphProto): void => {
    for (const { name } of [...(inner.input ?? []), ...(inner.initializer ?? [])]) names.add(name ?? '');
    for (const node of inner.node ?? []) {
      for (const name of [node.name ?? '', ...(node.input ?? []), ...(node.output ?? [])]) names.add(name);
      for (const { g, graphs } of node.attribute ?? []) for (const deeper of [...(g ? [g] : []), ...(graphs ?? [])]) add(deeper);
    }
  };
  add(graph);
  return names;
}

/** Renames values of a graph that are called as somebody else's are to be, or beginning so with a point behind it.
 * @param ours the names to be free.  @returns what its value of a name is called now. */
export function makeRoom(graph: onnx.IGraphProto, ours: readonly string[]): (name: string) => string {
  const taken = namesIn(graph);
  const clashes = [...taken].filter((name) => ours.some((own) => name === own || name.startsWith(`${own}.`)));
  const names = new Map(
    clashes.map((name) => {
      let free = `encoder/${name}`;
      while (taken.has(free)) free += "'";
      taken.add(free);
      return [name, free];
    }),
  );
  renameInGraph(graph, names);
  return (name) => names.get(name) ?? name;
}
