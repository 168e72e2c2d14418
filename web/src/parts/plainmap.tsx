/** A map of the world with marks on it. */
import { useWidth } from "../hooks";
import { useMemo } from "preact/hooks";
import { worldOf } from "./world";

export interface Mark { lat: number; long: number; radius: number; label: string }

export default function PlainMap({ marks, told }: { marks: Mark[]; told: (label: string | null) => void }) {
  const [ref, measured] = useWidth<HTMLDivElement>(800);
  const width = Math.max(280, measured), height = Math.round(width * 0.5);
  const { paths, project } = useMemo(() => worldOf(width, height), [width, height]);
  return (
    <div ref={ref} class="map">
      <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="group" aria-label="Map of the answer">
        {paths.map(({ id, d }) => <path key={id} d={d} class="country" />)}
        {marks.map((one) => {
          const point = project([one.long, one.lat]);
          return point && <circle class="place engagement" cx={point[0]} cy={point[1]} r={one.radius} tabIndex={0} role="img" aria-label={one.label}
            onPointerEnter={() => told(one.label)} onPointerLeave={() => told(null)} onFocus={() => told(one.label)} onBlur={() => told(null)} />;
        })}
      </svg>
    </div>
  );
}
