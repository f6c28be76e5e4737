/** In seconds: a distance of one target is forgotten in it. */
const forgottenIn = 600;

/**
 * A rate limit from one event to the next, as the ledger stores it: what is in use, the rise above the recent low, as of
 * when, capacity, window and target. Events are 0 what joins, as used and as custody; 1 what leaves; 2 a limit; 3 a target;
 * 4 what is stored. What leaves at the low stores nothing.
 */
const limitStep = `
  create function limit_step(level numeric[], event numeric[]) returns numeric[] language plpgsql immutable as $$
  declare
    elapsed numeric := event[2] - level[3];
    used numeric := level[1];
    rise numeric := greatest(level[2] - div(level[6] * elapsed, ${forgottenIn}), 0);
  begin
    if event[1] = 4 then
      return event[2:7];
    end if;
    if level[5] <> 0 then
      used := greatest(used - div(level[4] * elapsed, level[5]), 0);
    end if;
    if level[6] = 0 then
      rise := 0;
    end if;
    case event[1]
      when 0 then
        return array[used + event[3], rise + event[4], event[2], level[4], level[5], level[6]];
      when 1 then
        if rise = 0 then
          return level;
        end if;
        return array[used, greatest(rise - event[3], 0), event[2], level[4], level[5], level[6]];
      when 2 then
        return array[used, rise, event[2], event[3], event[4], level[6]];
      else
        return array[used, rise, event[2], level[4], level[5], event[3]];
    end case;
  end
  $$`;

/** A rate limit after each of some events, in their order. */
const limitLevel = `
  create aggregate limit_level(numeric[]) (
    sfunc = limit_step, stype = numeric[], initcond = '{0,0,0,0,0,0}'
  )`;

export const limitFunctions: readonly string[] = [limitStep, limitLevel];
