/** Who deals with whom: parties as circles, pairs as lines, by colour from cooperation to conflict. */
import type { StylesheetJson } from "cytoscape";
import { useMemo, useState } from "preact/hooks";
import { count } from "../format";
import { useFetched } from "../hooks";
import { asked } from "../selection";
import { colour } from "../theme";
import type { Network, NetworkPair } from "../types";
import Graph from "./graph";
import { Empty, Failed, Waiting } from "./states";

interface Props { chosen: URLSearchParams; choose: (filter: "party" | "pair", value: string) => void }

const MIXED = 1 / 3;
const kind = (pair: NetworkPair) => {
  const share = pair.conflict / (pair.conflict + pair.cooperation);
  return share < MIXED ? "cooperation" : share <= 1 - MIXED ? "mixed" : "conflict";
};
const look = (): StylesheetJson => [
  { selector: "node[kind = 'Organization']", style: { shape: "round-rectangle" } },
  { selector: "node", style: { "background-color": colour("node") } },
  { selector: "edge[kind = 'cooperation']", style: { "line-color": colour("engagement") } },
  { selector: "edge[kind = 'mixed']", style: { "line-color": colour("mixed"), "line-style": "dashed" } },
  { selector: "edge[kind = 'conflict']", style: { "line-color": colour("dispute") } },
];

export default function NetworkPanel({ chosen, choose }: Props) {
  const { data, error, again } = useFetched<Network>(asked("events/network", chosen, { limit: "100" }));
  if (error) return <Failed problem={error} again={again} />;
  if (!data) return <Waiting what="the network" />;
  return data.pairs.length ? <Drawn network={data} choose={choose} /> : <Empty>No two parties share an event of these.</Empty>;
}

function Drawn({ network, choose }: { network: Network; choose: Props["choose"] }) {
  const nodes = useMemo(() => new Map(network.nodes.map((one) => [one.iri, one])), [network]);
  const [told, setTold] = useState<string | null>(null);
  const elements = useMemo(() => {
    const most = Math.max(...network.nodes.map((one) => one.events)), thickest = Math.max(...network.pairs.map((one) => one.cooperation + one.conflict));
    return [
      ...network.nodes.map((one) => ({ data: { id: one.iri, label: one.code, kind: one.kind, size: 12 + 26 * Math.sqrt(one.events / most) } })),
      ...network.pairs.map((one) => ({
        data: { id: `${one.one} ${one.other}`, source: one.one, target: one.other, kind: kind(one), size: 1 + 7 * Math.sqrt((one.cooperation + one.conflict) / thickest) },
      })),
    ];
  }, [network]);
  const codes = (id: string) => id.split(" ").map((iri) => nodes.get(iri)?.code ?? iri);
  const sentence = (pair: NetworkPair) => `${count(pair.cooperation, "event")} of cooperation, ${pair.conflict} of conflict`;
  const tell = (id: string | null) => {
    const node = id === null ? undefined : nodes.get(id);
    const pair = network.pairs.find((one) => `${one.one} ${one.other}` === id);
    setTold(node ? `${node.name}: ${count(node.events, "event")}` : pair ? `${nodes.get(pair.one)?.name} and ${nodes.get(pair.other)?.name}: ${sentence(pair)}` : null);
  };
  return (
    <>
      <ul class="legend network-legend"><li class="engagement">cooperation</li><li class="mixed">both</li><li class="dispute">conflict</li></ul>
      <Graph elements={elements} style={look()} height={380} label={`Network of ${count(network.nodes.length, "party").replace("partys", "parties")}; the table below says the same`}
        tapped={(id, what) => (what === "node" ? choose("party", codes(id)[0]!) : choose("pair", codes(id).join(",")))} told={tell} />
      <p class="caption" aria-hidden="true">{told ?? `A circle chooses a party, a line a pair.${network.left_out ? ` ${count(network.left_out, "weaker pair")} left out.` : ""}`}</p>
      <details class="as-table"><summary>The pairs as a table</summary>
        <div class="scroll"><table>
          <thead><tr><th scope="col">Pair</th><th scope="col" class="number">Cooperation</th><th scope="col" class="number">Conflict</th></tr></thead>
          <tbody>{network.pairs.slice(0, 50).map((pair) => (
            <tr><td><button type="button" class="link" onClick={() => choose("pair", codes(`${pair.one} ${pair.other}`).join(","))}>{nodes.get(pair.one)?.name} – {nodes.get(pair.other)?.name}</button></td><td class="number">{count(pair.cooperation)}</td><td class="number">{count(pair.conflict)}</td></tr>
          ))}</tbody>
        </table></div>
      </details>
    </>
  );
}
