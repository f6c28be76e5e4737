/*
 * One direction of a channel: entries are queued at one end, heads travel, and the other end processes the entries.
 * order.pml takes from this that a channel is a queue: each entry once, in order, as late as may be.
 *
 * Head h is that of the first h entries. The old gateway is not honest: it also brings forged heads; forged head h has
 * h - 1 entries of the channel below one that was never queued.
 */

#define ENTRIES 4
/* Most entries and hashes that a transaction shows: less than the backlog. */
#define SPAN 2

#define OLD 0
#define NEW 1

/* ---- Sender ---- */

byte queued;
bit senderRoute = OLD;
bool stopped;                             /* it will queue no more */

/* ---- Gateways ---- */

bool inFlight[2 * (ENTRIES + 1)];         /* by gateway and head */

/* ---- Receiver ---- */

byte processed;
bit receiverRoute = OLD;
bool accepted[ENTRIES + 2];               /* by head */
bool forged[ENTRIES + 2];                 /* accepted forged heads */

bool isRerouted;                          /* whether the routes change in this run */
bool isRobbed;                            /* whether a forged entry was delivered while its gateway was the route's */
byte handled;                             /* the last entry that was handled */

/* ---- Properties: true until violated, so that the checker reports them by name ---- */

bool eachOnceInOrder = true;
bool forgeryEndsWithRoute = true;
bool everythingArrives = true;

#define check(property, condition) property = (condition); assert(property)

#define message(gateway, head) inFlight[(gateway) * (ENTRIES + 1) + (head)]
#define isDispatched message(senderRoute, queued)

proctype Sender()
{
end:
    do
    :: d_step { !stopped && queued < ENTRIES -> queued++; printf("sender: queue entry %d\n", queued) }
    :: d_step { !stopped && queued < ENTRIES -> stopped = true }
    /* The head of entries that were processed would be of no effect. */
    :: d_step {
        processed < queued && !isDispatched && !isRobbed ->
        printf("sender: dispatch head %d\n", queued);
        isDispatched = true
    }
    :: d_step { isRerouted && senderRoute == OLD -> printf("sender: setRoute\n"); senderRoute = NEW }
    od
}

/*
 * Loses messages as long as it likes, then no more. It need not choose which: of two messages, one that is lost and one
 * that does not arrive before the next loss are the same to all others.
 */
proctype Loss()
{
    do
    :: printf("gateways: lose nothing any more\n"); break
    :: message(OLD, 1) || message(OLD, 2) || message(OLD, 3) || message(OLD, 4) ||
        message(NEW, 1) || message(NEW, 2) || message(NEW, 3) || message(NEW, 4);
#ifndef BUG_LOSSES_NEVER_END
progress: /* The checker looks for runs that go on for ever, but not by losses that go on for ever. */
#endif
        d_step {
            printf("gateways: lose everything\n");
            message(OLD, 1) = false; message(OLD, 2) = false; message(OLD, 3) = false; message(OLD, 4) = false;
            message(NEW, 1) = false; message(NEW, 2) = false; message(NEW, 3) = false; message(NEW, 4) = false
        }
    od
}

/* It stays in flight: it may come again. */
inline receiveMessage(head) {
    d_step {
        message(receiverRoute, head) && !accepted[head] ->
        printf("receiver: accept head %d\n", head);
        accepted[head] = true
    }
}

inline forge(head) {
    d_step {
        receiverRoute == OLD && head <= queued + 1 && !forged[head] && !isRobbed ->
        printf("receiver: accept forged head %d\n", head);
        forged[head] = true
    }
}

#ifdef BUG_NO_EARLIER_HEAD
#define mayAcceptEarlier false
#else
#define mayAcceptEarlier true
#endif

inline acceptEarlier(head, rest) {
    d_step {
        mayAcceptEarlier && (accepted[head + rest] || forged[head + rest]) && !accepted[head] ->
        printf("receiver: acceptEarlier head %d\n", head);
        accepted[head] = true
    }
}

#ifdef BUG_DELIVERY_NOT_ANCHORED
#define isContinued(entry) true
#else
#define isContinued(entry) (entry == processed + 1)
#endif

inline handle(entry) {
    check(eachOnceInOrder, entry == handled + 1 && entry <= queued);
    handled = entry
}

/* Entries from `first` on, with the hashes of so many more up to a head that is accepted. */
inline deliver(first, entries, rest) {
    d_step {
        isContinued(first) && accepted[first - 1 + entries + rest] && !isRobbed ->
        printf("receiver: deliver %d from entry %d\n", entries, first);
        handle(first);
        if
        :: entries == 2 -> handle(first + 1)
        :: else
        fi;
        processed = handled
    }
}

/* The same up to a forged head. Without a rest, the last of the entries is the one that was never queued. */
inline deliverForged(first, entries, rest) {
    d_step {
        isContinued(first) && forged[first - 1 + entries + rest] && !isRobbed ->
        printf("receiver: deliver %d from entry %d, to a forged head\n", entries, first);
        if
        :: entries + rest == 2 -> handle(first)
        :: else
        fi;
        processed = handled;
        if
        :: rest == 0 -> check(forgeryEndsWithRoute, receiverRoute == OLD); isRobbed = true
        :: else
        fi
    }
}

inline setRoute() {
    d_step {
        isRerouted && receiverRoute == OLD ->
        printf("receiver: setRoute\n");
        receiverRoute = NEW;
#ifndef BUG_HEADS_OUTLIVE_ROUTE
        accepted[1] = false; accepted[2] = false; accepted[3] = false; accepted[4] = false;
        forged[1] = false; forged[2] = false; forged[3] = false; forged[4] = false; forged[5] = false
#endif
    }
}

proctype Receiver()
{
end:
    do
    :: receiveMessage(1) :: receiveMessage(2) :: receiveMessage(3) :: receiveMessage(4)
    :: forge(1) :: forge(2) :: forge(3) :: forge(4) :: forge(5)
    :: acceptEarlier(1, 1) :: acceptEarlier(2, 1) :: acceptEarlier(3, 1) :: acceptEarlier(4, 1)
    :: acceptEarlier(1, 2) :: acceptEarlier(2, 2) :: acceptEarlier(3, 2)
    :: deliver(1, 1, 0) :: deliver(2, 1, 0) :: deliver(3, 1, 0) :: deliver(4, 1, 0)
    :: deliver(1, 1, 1) :: deliver(2, 1, 1) :: deliver(3, 1, 1)
    :: deliver(1, 2, 0) :: deliver(2, 2, 0) :: deliver(3, 2, 0)
    :: deliverForged(1, 1, 0) :: deliverForged(2, 1, 0) :: deliverForged(3, 1, 0) :: deliverForged(4, 1, 0)
    :: deliverForged(5, 1, 0)
    :: deliverForged(1, 1, 1) :: deliverForged(2, 1, 1) :: deliverForged(3, 1, 1) :: deliverForged(4, 1, 1)
    :: deliverForged(1, 2, 0) :: deliverForged(2, 2, 0) :: deliverForged(3, 2, 0) :: deliverForged(4, 2, 0)
    :: setRoute()
    od
}

proctype End()
{
    timeout;
    d_step { check(everythingArrives, processed == queued || isRobbed) }
}

init
{
    atomic {
        if
        :: isRerouted = true
        :: isRerouted = false
        fi;
        run Sender();
        run Loss();
        run Receiver();
        run End()
    }
}
