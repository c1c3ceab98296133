/** Where a process says whether it takes calls of other processes: 200, or 503 while it starts or ends. Open to all, as other health checks are. */
export const CALLABLE_PATH = '/health/callable';
