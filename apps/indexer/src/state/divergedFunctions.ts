/*
 * Whether a row follows from where the two ends of a channel disagree. To be safe, everything that the hub decided, or a
 * spoke did, once it had taken something that is in doubt counts, if it depends on the channel.
 */

const channelDiverged = `
  create function channel_diverged(channel) returns boolean language sql stable begin atomic
    select exists (select from mismatch m where m.chain_id = ($1).chain_id and m.direction = ($1).direction);
  end`;

const entryDiverged = `
  create function entry_diverged(entry) returns boolean language sql stable begin atomic
    select exists (
      select from diverged_channel d
      where d.chain_id = ($1).chain_id and d.direction = ($1).direction and d.position <= ($1).position
    );
  end`;

/** An order that is not decided yet will be by what the hub was told. */
const orderDiverged = `
  create function order_diverged("order") returns boolean language sql stable begin atomic
    select exists (select from mismatch) and (
      exists (
        select
        from leg l
        join diverged_channel d on d.direction = 'report' and d.chain_id in (l.origin_chain, l.destination_chain)
        where l.order_id = ($1).order_id
          and d.taken_block_number is not null
          and coalesce(($1).decided_block_number >= d.taken_block_number, true)
      )
      or exists (select from entry e where e.order_id = ($1).order_id and entry_diverged(e))
    );
  end`;

const legDiverged = `
  create function leg_diverged(leg) returns boolean language sql stable begin atomic
    select exists (select from "order" o where o.order_id = ($1).order_id and order_diverged(o));
  end`;

const payoutDiverged = `
  create function payout_diverged(payout) returns boolean language sql stable begin atomic
    select exists (select from mismatch) and (
      exists (select from "order" o where o.order_id = ($1).order_id and order_diverged(o))
      or exists (
        select from diverged_channel d
        where d.direction = 'instruction' and d.chain_id = ($1).chain
          and coalesce(($1).paid_block_number >= d.taken_block_number, true)
      )
    );
  end`;

export const divergedFunctions = [channelDiverged, entryDiverged, orderDiverged, legDiverged, payoutDiverged];
