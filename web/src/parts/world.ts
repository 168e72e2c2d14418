/** The outlines of the countries, drawn to a size; they come with the page. */
import { geoNaturalEarth1, geoPath, type GeoPermissibleObjects, type GeoProjection } from "d3-geo";
import type { FeatureCollection, Geometry } from "geojson";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import world from "world-atlas/countries-110m.json";

const TOPOLOGY = world as unknown as Topology;
// Without Antarctica, where nobody meets.
const LAND = (feature(TOPOLOGY, TOPOLOGY.objects["countries"] as GeometryCollection) as FeatureCollection<Geometry>).features.filter((country) => country.id !== "010");

export interface World { paths: { id: string; d: string }[]; project: GeoProjection }

export function worldOf(width: number, height: number): World {
  const project = geoNaturalEarth1().fitSize([width, height], { type: "FeatureCollection", features: LAND } as GeoPermissibleObjects);
  const path = geoPath(project);
  return { paths: LAND.map((country, index) => ({ id: String(country.id ?? `no ${index}`), d: path(country) ?? "" })), project };
}
