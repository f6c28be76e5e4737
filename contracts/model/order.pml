/*
 * One order on two chains, A and B, and the hub. docs/model.md says which contract function each step stands for, and
 * what is left out.
 *
 * A step is what one transaction does, hence a d_step. Spokes and hub share nothing but the queues between them: all
 * else that a step reads is its own end's. Only the properties see both ends.
 *
 * Defined by whoever compiles it: the order's shape (ONE_LEG, SWAP, SPREAD or GATHER); what may happen besides
 * (CANCELLABLE, PAUSES, HEADS, ROUTES, RETIREMENT, STRAY_REPORTS, SAME_DEADLINES); and, to see it found, a BUG_*.
 */

/* All that a clock can tell is whether it is before, at or after a deadline: "at" stands for "before" too. */
#define OPEN_DEADLINE 1
#ifdef SAME_DEADLINES
#define FILL_DEADLINE 1
#else
#define FILL_DEADLINE 2
#endif
#define CLOCK_END (FILL_DEADLINE + 1)

/* On each chain: by the user, and once more by anyone. */
#define MAX_OPENS 2

#define A 0
#define B 1
#define name(chain) ('A' + chain)

#if defined(ONE_LEG) /* from A to B */
#define LEGS 1
#define origin(leg) A
#define destination(leg) B
#define CANCELLABLE
#elif defined(SWAP) /* from A to B, and from B to A */
#define LEGS 2
#define origin(leg) (leg)
#define destination(leg) (1 - (leg))
#elif defined(SPREAD) /* from A to B, and from A to A: one escrow serves both */
#define LEGS 2
#define origin(leg) A
#define destination(leg) (1 - (leg))
#elif defined(GATHER) /* from A to B, and from B to B: both are due on one chain */
#define LEGS 2
#define origin(leg) (leg)
#define destination(leg) B
#endif
#define LAST (LEGS - 1)

/* Which chains may fall silent, be retired or report what never happened. Those of a swap are alike: one is enough. */
#ifdef SWAP
#define isFallible(chain) (chain == B)
#else
#define isFallible(chain) true
#endif

#define isOrigin(chain) (chain == origin(0) || chain == origin(LAST))
#define isDestination(chain) (chain == destination(0) || chain == destination(LAST))

mtype = { Undecided, Commit, Abort };
mtype = { Unfilled, Direct, Held, Returned };
mtype = { Heartbeat, Escrowed, FilledDirect, FilledHeld, Cancelled };
mtype = { Repayment, Delivery, Refund, Return, Configure };

/* ---- Spokes and their chains, by chain or by leg ---- */

byte clock[2] = 1;
byte escrowed[2];              /* how often the inputs of all legs that originate here were pulled */
mtype filled[LEGS] = Unfilled;
bool cancelled[2];
bool paused[2];
byte reportedAt[2];            /* time of the last report */
byte repaid[LEGS];             /* payouts made: inputs to the solver, */
byte refunded[LEGS];           /* inputs to the user, */
byte released[LEGS];           /* held outputs, to the recipient or to the solver */
#ifdef ROUTES
bool accepting[2];
#endif
#ifdef RETIREMENT
bool isSilent[2];              /* nothing happens there any more, and nothing leaves or arrives */
#endif
#ifdef STRAY_REPORTS
bool hasStrayed;
#endif

/* ---- Entries that were queued and not delivered yet ---- */

#define QUEUED_REPORTS 9
#define QUEUED_PAYS 4
chan reports[2] = [QUEUED_REPORTS] of { mtype, bit, byte };   /* kind, leg, timestamp */
chan pays[2] = [QUEUED_PAYS] of { mtype, byte };              /* kind, leg; of a Refund the number of escrows */
#ifdef HEADS
byte carried[2];               /* how many of the queued reports lead to the head that the gateway carries, */
byte accepted[2];              /* and to the furthest head that the hub accepted */
bool isRerouted;
#endif

/* ---- Hub ---- */

byte watermark[2];
byte escrowsReported[2];
byte escrowsReleased[2];
mtype fillReported[LEGS * 2] = Unfilled;   /* by leg and by the chain that reported it */
bool cancelReported[2];
mtype decision = Undecided;
#ifdef ROUTES
bool routed[2];
bool abortedOutside;           /* for want of a route */
#endif
#ifdef RETIREMENT
bool retired[2];
#endif

/* ---- Properties: true until violated, so that the checker reports them by name ---- */

bool decidesOnce = true;
bool atomicity = true;
bool exactDeadlines = true;
bool noDoublePayout = true;
bool solvency = true;
bool eventualDecision = true;
bool nothingStuck = true;

#define check(property, condition) property = (condition); assert(property)

/* What is so on the chains, whatever the hub knows of it. */
#define isEscrowed(leg) (escrowed[origin(leg)] != 0)
#define isFilled(leg) (filled[leg] != Unfilled)
#define isComplete (isEscrowed(0) && isEscrowed(LAST) && isFilled(0) && isFilled(LAST))
#define isLost(leg) \
    ((!isEscrowed(leg) && clock[origin(leg)] > OPEN_DEADLINE) || \
     (!isFilled(leg) && (clock[destination(leg)] > FILL_DEADLINE || cancelled[destination(leg)])))

#ifdef RETIREMENT
#define hasFallenSilent(chain) isSilent[chain]
#define isRetired(chain) retired[chain]
#else
#define hasFallenSilent(chain) false
#define isRetired(chain) false
#endif

#ifdef ROUTES
#define isRouted(chain) routed[chain]
#define mayCompleteLater abortedOutside
#else
#define isRouted(chain) true
#define mayCompleteLater (isRetired(A) || isRetired(B))
#endif

/* Steps' own variables: zero between steps. */
byte time;
byte number;
mtype kind;

#define forget time = 0; number = 0; kind = 0

/* ---- Spoke ---- */

#define now clock[c]

inline report(c, reportKind, leg) {
    reportedAt[c] = now;
    reports[c]!reportKind, leg, now
}

#if defined(ROUTES) && !defined(BUG_ACCEPTS_WITHOUT_ROUTE)
#define isAccepting(c) accepting[c]
#else
#define isAccepting(c) true
#endif

inline open(c) {
    d_step {
        isAccepting(c) && isOrigin(c) && now <= OPEN_DEADLINE && !paused[c] && escrowed[c] < MAX_OPENS ->
        printf("%c at %d: open\n", name(c), now);
        escrowed[c]++;
        report(c, Escrowed, 0)
    }
}

#ifdef BUG_FILL_AFTER_CANCEL
#define isFillForbidden(c) false
#else
#define isFillForbidden(c) cancelled[c]
#endif

inline fill(c, leg, how, reportKind) {
    d_step {
        isAccepting(c) && destination(leg) == c && now <= FILL_DEADLINE && !paused[c] && !isFilled(leg) &&
            !isFillForbidden(c) ->
        printf("%c at %d: fill leg %d (%e)\n", name(c), now, leg, how);
        filled[leg] = how;
        report(c, reportKind, leg)
    }
}

inline cancel(c) {
    d_step {
        !cancelled[c] && ((destination(0) == c && !isFilled(0)) || (destination(LAST) == c && !isFilled(LAST))) ->
        printf("%c at %d: cancel\n", name(c), now);
        cancelled[c] = true;
        report(c, Cancelled, 0)
    }
}

#ifdef BUG_PAUSE_STOPS_HEARTBEAT
#define isHeartbeatForbidden(c) paused[c]
#else
#define isHeartbeatForbidden(c) false
#endif

/* A second report in one second would tell nothing new. */
inline heartbeat(c) {
    d_step {
        reportedAt[c] < now && !isHeartbeatForbidden(c) ->
        printf("%c at %d: heartbeat\n", name(c), now);
        report(c, Heartbeat, 0)
    }
}

/* For good: what happens after an unpause is what happens without the pause. */
inline pause(c) {
    d_step {
        !paused[c] && now <= FILL_DEADLINE ->
        printf("%c at %d: pause\n", name(c), now);
        paused[c] = true
    }
}

inline checkInput(leg) {
    check(noDoublePayout, repaid[leg] <= 1);
    check(solvency, repaid[leg] + refunded[leg] <= escrowed[origin(leg)])
}

inline refundInput(c, leg, times) {
    if
    :: origin(leg) == c ->
        refunded[leg] = refunded[leg] + times;
        checkInput(leg)
    :: else
    fi
}

inline releaseOutput(leg) {
    released[leg]++;
    check(noDoublePayout, released[leg] <= 1);
    check(solvency, filled[leg] == Held)
}

#ifdef BUG_PAUSE_STOPS_PAYOUTS
#define isPayoutForbidden(c) paused[c]
#else
#define isPayoutForbidden(c) false
#endif

/* One instruction at a time: a longer delivery is several of these with nothing in between. */
inline obey(c) {
    d_step {
        nempty(pays[c]) && !isPayoutForbidden(c) ->
        pays[c]?kind, number;
        printf("%c at %d: deliver %e\n", name(c), now, kind);
        if
        :: kind == Repayment ->
            check(atomicity, decision == Commit && isComplete);
            repaid[number]++;
            checkInput(number)
        :: kind == Delivery ->
            check(atomicity, decision == Commit && isComplete);
            releaseOutput(number)
        :: kind == Return ->
            check(atomicity, decision == Abort);
            releaseOutput(number)
        :: kind == Refund ->
            check(atomicity, decision != Undecided);
            refundInput(c, 0, number);
#if LEGS == 2
            refundInput(c, 1, number)
#endif
#ifdef ROUTES
        :: kind == Configure -> accepting[c] = true
#endif
        fi;
        forget
    }
}

#ifdef STRAY_REPORTS
/* A report that an honest spoke never makes of this order. */
inline stray(c, condition, reportKind, leg) {
    d_step {
        isFallible(c) && !hasStrayed && now <= FILL_DEADLINE && (condition) ->
        printf("%c at %d: stray %e of leg %d\n", name(c), now, reportKind, leg);
        hasStrayed = true;
        report(c, reportKind, leg)
    }
}

#ifdef CANCELLABLE
#define isCancelStray(c) !isDestination(c)
#else
#define isCancelStray(c) true
#endif
#endif

#ifdef HEADS
/* A message that is lost leaves all as it was before the dispatch, so that its loss needs no step. */
inline dispatch(c) {
    d_step {
        carried[c] < len(reports[c]) ->
        printf("%c at %d: dispatch\n", name(c), now);
        carried[c] = len(reports[c])
    }
}
#endif

inline tick(c) {
    d_step { now < CLOCK_END -> now++ }
}

#ifdef RETIREMENT
inline fallSilent(c) {
    d_step {
        isFallible(c) ->
        printf("%c at %d: fall silent\n", name(c), now);
        isSilent[c] = true
    }
}
#endif

/* The first two processes are the spokes of A and B. */
#define here _pid

active [2] proctype Spoke()
{
end:
    do
    :: tick(here)
    :: open(here)
    :: fill(here, 0, Direct, FilledDirect)
    :: fill(here, 0, Held, FilledHeld)
#if LEGS == 2
    :: fill(here, 1, Direct, FilledDirect)
    :: fill(here, 1, Held, FilledHeld)
#endif
    :: heartbeat(here)
    :: obey(here)
#ifdef CANCELLABLE
    :: cancel(here)
#endif
#ifdef PAUSES
    :: pause(here)
#endif
#ifdef HEADS
    :: dispatch(here)
#endif
#ifdef STRAY_REPORTS
    :: stray(here, !isOrigin(here), Escrowed, 0)
    :: stray(here, destination(0) != here, FilledDirect, 0)
    :: stray(here, destination(LAST) != here, FilledDirect, LAST)
    :: stray(here, isCancelStray(here), Cancelled, 0)
#endif
#ifdef RETIREMENT
    :: fallSilent(here); break
#endif
    od
}

/* ---- Hub ---- */

/* Fills are kept under the chain that reported them. */
#ifdef BUG_FILL_OF_ANOTHER_CHAIN
#define slot(leg, chain) ((leg) * 2)
#else
#define slot(leg, chain) ((leg) * 2 + (chain))
#endif
#define fillOf(leg) fillReported[slot(leg, destination(leg))]

#ifdef HEADS
#define isAccepted(c) (accepted[c] != 0)
#define passHead(c) accepted[c]--; carried[c]--
#else
#define isAccepted(c) nempty(reports[c])
#define passHead(c) skip
#endif

/* One report at a time: a longer delivery is several of these with nothing in between. */
inline deliver(c) {
    d_step {
        isAccepted(c) && isRouted(c) && !hasFallenSilent(c) ->
        reports[c]?kind, number, time;
        printf("hub: deliver %e of %c, watermark %d\n", kind, name(c), time);
        passHead(c);
        watermark[c] = time;
        if
        :: kind == Escrowed -> escrowsReported[c]++
        :: kind == FilledDirect && fillReported[slot(number, c)] == Unfilled -> fillReported[slot(number, c)] = Direct
        :: kind == FilledHeld && fillReported[slot(number, c)] == Unfilled -> fillReported[slot(number, c)] = Held
        :: kind == Cancelled -> cancelReported[c] = true
        :: else
        fi;
        forget
    }
}

inline decide(outcome) {
    printf("hub: %e\n", outcome);
    check(decidesOnce, decision == Undecided);
    decision = outcome
}

inline settleLeg(leg) {
    escrowsReleased[origin(leg)] = 1;
    pays[origin(leg)]!Repayment, leg;
    if
    :: fillOf(leg) == Held -> pays[destination(leg)]!Delivery, leg
    :: else
    fi
}

#define isReady(leg) (escrowsReported[origin(leg)] != 0 && fillOf(leg) != Unfilled)

#ifdef BUG_DECIDES_AGAIN
#define maySettle true
#else
#define maySettle decision == Undecided
#endif

inline settle() {
    d_step {
        maySettle && isReady(0) && isReady(LAST) ->
        decide(Commit);
        check(atomicity, isComplete);
        settleLeg(0);
#if LEGS == 2
        settleLeg(1)
#endif
    }
}

#if defined(BUG_ABORT_WITHOUT_WATERMARK)
#define isPast(chain, deadline) true
#elif defined(BUG_WATERMARK_AT_DEADLINE)
#define isPast(chain, deadline) (watermark[chain] >= deadline)
#else
#define isPast(chain, deadline) (watermark[chain] > deadline || isRetired(chain) || !isRouted(chain))
#endif

#ifdef CANCELLABLE
#define isClosed(chain) (isPast(chain, FILL_DEADLINE) || cancelReported[chain])
#else
#define isClosed(chain) isPast(chain, FILL_DEADLINE)
#endif

#define isExpired(leg) \
    ((escrowsReported[origin(leg)] == 0 && isPast(origin(leg), OPEN_DEADLINE)) || \
     (fillOf(leg) == Unfilled && isClosed(destination(leg))))

/* A chain that governance gave up, and that did not report what is missing. */
#define isGivenUp(leg) \
    ((escrowsReported[origin(leg)] == 0 && isRetired(origin(leg))) || \
     (fillOf(leg) == Unfilled && isRetired(destination(leg))))

/* A chain that is not part of the deployment yet: whatever the order does there, it does after the decision. */
#define isOutside(leg) \
    ((!isEscrowed(leg) && !isRouted(origin(leg))) || (!isFilled(leg) && !isRouted(destination(leg))))

/* An order of which nothing is here needs no decision. */
#define isKnown(leg) (escrowsReported[origin(leg)] > 0 || fillOf(leg) != Unfilled)

#define isAbortExact(leg) (isLost(leg) || isGivenUp(leg) || isOutside(leg))

#define isRefundDue(chain) (isOrigin(chain) && escrowsReported[chain] > escrowsReleased[chain])
#define isReturnDue(leg) (decision == Abort && fillOf(leg) == Held)

#ifdef BUG_REFUND_NOT_COUNTED
#define countReleased(chain) skip
#else
#define countReleased(chain) escrowsReleased[chain] = escrowsReported[chain]
#endif

#ifdef BUG_RETURN_NOT_COUNTED
#define countReturned(leg) skip
#else
#define countReturned(leg) fillOf(leg) = Returned
#endif

inline refundEscrows(chain) {
    if
    :: isRefundDue(chain) ->
        pays[chain]!Refund, escrowsReported[chain] - escrowsReleased[chain];
        countReleased(chain)
    :: else
    fi
}

inline returnOutput(leg) {
    if
    :: isReturnDue(leg) ->
        countReturned(leg);
        pays[destination(leg)]!Return, leg
    :: else
    fi
}

inline payBack() {
    refundEscrows(A);
    refundEscrows(B);
    returnOutput(0);
#if LEGS == 2
    returnOutput(1)
#endif
}

inline abort() {
    d_step {
        decision == Undecided && (isKnown(0) || isKnown(LAST)) && (isExpired(0) || isExpired(LAST)) ->
        decide(Abort);
        check(exactDeadlines, isAbortExact(0) || isAbortExact(LAST));
#ifdef ROUTES
        abortedOutside = !isRouted(A) || !isRouted(B);
#endif
        payBack()
    }
}

#ifdef BUG_LATE_ESCROW_KEPT
#define mayRefund false
#else
#define mayRefund decision != Undecided
#endif

inline refund() {
    d_step {
        mayRefund && (isRefundDue(A) || isRefundDue(B) || isReturnDue(0) || isReturnDue(LAST)) ->
        printf("hub: refund\n");
        payBack()
    }
}

#ifdef ROUTES
/* The first one makes the hub take the chain's reports, and tells the spoke to take orders. */
inline addRoute(c) {
    d_step {
        !isRouted(c) ->
        printf("hub: setRoute %c\n", name(c));
        routed[c] = true;
        pays[c]!Configure, 0
    }
}
#endif

#ifdef HEADS
inline accept(c) {
    d_step {
        accepted[c] < carried[c] ->
        printf("hub: accept head of %c\n", name(c));
        accepted[c] = carried[c]
    }
}

/* The old gateway's messages are refused, and what it brought is no longer accepted. */
inline setRoute(c) {
    d_step {
        !isRerouted ->
        printf("hub: setRoute %c\n", name(c));
        isRerouted = true;
        carried[c] = 0;
        accepted[c] = 0
    }
}
#endif

#ifdef RETIREMENT
inline retire(c) {
    d_step {
        isFallible(c) && !retired[c] && decision == Undecided ->
        printf("hub: retire %c\n", name(c));
        retired[c] = true
    }
}
#endif

active proctype Hub()
{
end:
    do
    :: deliver(A)
    :: deliver(B)
    :: settle()
    :: abort()
    :: refund()
#ifdef ROUTES
    :: addRoute(A)
    :: addRoute(B)
#endif
#ifdef HEADS
    :: accept(A)
    :: accept(B)
    :: setRoute(A)
    :: setRoute(B)
#endif
#ifdef RETIREMENT
    :: retire(A)
    :: retire(B)
#endif
    od
}

/* ---- The end of a run: nobody can do anything more ---- */

#define settled (decision == Commit -> 1 : 0)

inline checkLeg(leg) {
    check(nothingStuck, hasFallenSilent(origin(leg)) ||
        (repaid[leg] == settled && repaid[leg] + refunded[leg] == escrowed[origin(leg)]));
    check(nothingStuck, hasFallenSilent(destination(leg)) || (released[leg] == 1) == (filled[leg] == Held))
}

active proctype End()
{
    timeout;
    d_step {
        check(eventualDecision, decision != Undecided || !(isKnown(0) || isKnown(LAST)));
        check(exactDeadlines, decision == Commit || !isComplete || mayCompleteLater);
        checkLeg(0);
#if LEGS == 2
        checkLeg(1)
#endif
    }
}
