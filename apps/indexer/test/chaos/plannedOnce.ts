/** For long queries, which take longer to plan than to run: planned once per connection. */
export const plannedOnce = { prepare: true, simple: false };
