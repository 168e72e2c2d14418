/** A drawing of nodes and edges, laid out the same way each time; what it shows stands beside it as text for those who cannot see it. */
import cytoscape, { type Core, type ElementDefinition, type StylesheetJson } from "cytoscape";
import { useEffect, useRef } from "preact/hooks";
import { colour } from "../theme";

interface Props {
  elements: ElementDefinition[];
  style: StylesheetJson;
  height: number;
  label: string;
  tapped: (id: string, kind: "node" | "edge") => void;
  told?: (id: string | null) => void;
}

/** The library would write this rule into the page as a style element, which the page's policy forbids; ours stands in style.css. */
function withoutStyleElement(): void {
  const id = "__________cytoscape_stylesheet";
  if (document.getElementById(id)) return;
  const stand = document.createElement("meta");
  stand.id = id;
  document.head.append(stand);
}

export const LOOK = (): StylesheetJson => [
  {
    selector: "node",
    style: {
      label: "data(label)", "font-size": 12, "font-family": "system-ui, sans-serif", color: colour("ink"), "text-valign": "bottom", "text-margin-y": 3,
      "text-outline-color": colour("panel"), "text-outline-width": 2, "background-color": colour("accent"), width: "data(size)", height: "data(size)",
    },
  },
  { selector: "edge", style: { width: "data(size)", "line-color": colour("strong-line"), "curve-style": "bezier", opacity: 0.75 } },
  { selector: ".faded", style: { opacity: 0.12 } },
];

export default function Graph({ elements, style, height, label, tapped, told }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const calls = useRef({ tapped, told });
  calls.current = { tapped, told };
  useEffect(() => {
    if (!place.current) return;
    withoutStyleElement();
    const count = elements.filter((one) => one.data.source === undefined).length;
    const core: Core = cytoscape({
      container: place.current, elements, style: [...LOOK(), ...style] as StylesheetJson, minZoom: 0.2, maxZoom: 4,
      // From a circle, so that the same data gives the same drawing.
      layout: { name: "circle" },
    });
    core.layout({
      name: "cose", animate: false, randomize: false, nodeRepulsion: () => 60_000 + 4_000 * count, idealEdgeLength: () => 60, nodeOverlap: 20,
      gravity: 0.8, numIter: count > 80 ? 400 : 800, padding: 18, componentSpacing: 60,
    }).run();
    core.fit(undefined, 24);
    // Names keep their size where a large network is drawn small.
    if (core.zoom() < 1) core.nodes().style("font-size", Math.min(30, 12 / core.zoom()));
    core.on("tap", "node", (event) => calls.current.tapped(event.target.id(), "node"));
    core.on("tap", "edge", (event) => calls.current.tapped(event.target.id(), "edge"));
    core.on("mouseover", "node, edge", (event) => {
      const near = event.target.isNode() ? event.target.closedNeighborhood() : event.target.union(event.target.connectedNodes());
      core.elements().not(near).addClass("faded");
      calls.current.told?.(event.target.id());
    });
    core.on("mouseout", "node, edge", () => { core.elements().removeClass("faded"); calls.current.told?.(null); });
    const recolour = () => core.style([...LOOK(), ...style] as StylesheetJson);
    addEventListener("diplograph-theme-changed", recolour);
    const observer = new ResizeObserver(() => { core.resize(); core.fit(undefined, 24); });
    observer.observe(place.current);
    return () => { removeEventListener("diplograph-theme-changed", recolour); observer.disconnect(); core.destroy(); };
  }, [elements]);
  return <div ref={place} class={`graph h${height}`} role="img" aria-label={label} />;
}
