import { type PointerEvent, useRef } from 'react';

/** How long (ms) a finger rests before it counts as a long press. */
const delay = 450;
/** How far (px) it may wander meanwhile: further is a scroll. */
const tolerance = 8;

/** Handlers that call `onLongPress` when a finger rests on the element; mice and pens have the right button for that. */
export function useLongPress(onLongPress: () => void) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const start = useRef({ x: 0, y: 0 });
  const cancel = () => clearTimeout(timer.current);
  return {
    onPointerDown(event: PointerEvent) {
      if (event.pointerType !== 'touch') return;
      start.current = { x: event.clientX, y: event.clientY };
      timer.current = setTimeout(onLongPress, delay);
    },
    onPointerMove(event: PointerEvent) {
      if (Math.hypot(event.clientX - start.current.x, event.clientY - start.current.y) > tolerance) cancel();
    },
    onPointerUp: cancel,
    onPointerCancel: cancel,
  };
}
