// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Decision, PayoutKind} from "../../src/hub/IHub.sol";
import {Orders} from "./Orders.sol";

/// @notice What must hold of the contracts, in the terms of the model.
abstract contract Properties is Orders {
    string internal constant ATOMICITY = "an order commits only when every leg is escrowed and filled";
    string internal constant EXACT_DEADLINES =
        "an order aborts only when some leg can't be escrowed or filled any more";

    /// What the hub announced that it owes, of each leg and by the reason.
    mapping(uint256 o => mapping(uint256 leg => mapping(PayoutKind kind => uint256))) internal owed;

    function checkAtomicity() external view {
        for (uint256 o = 0; o < orders.length; ++o) {
            OrderModel storage order = orders[o];
            assertTrue(hub.decision(order.id) == order.decision, "a decision is made once, and stays");
            if (order.decision != Decision.Commit) continue;
            assertTrue(_isComplete(order), ATOMICITY);
        }
    }

    function checkDeadlines() external view {
        for (uint256 o = 0; o < orders.length; ++o) {
            OrderModel storage order = orders[o];
            if (order.decision != Decision.Abort) continue;
            assertTrue(_isLost(order), EXACT_DEADLINES);
        }
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            assertEq(
                hub.watermark(_idOf(chain)), watermarks[chain], "the watermark is the last processed report's time"
            );
        }
    }

    /// Native debts are covered by the native and the wrapped token together; wrapped debts by the wrapped alone.
    function checkSolvency() external view {
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            uint256 wrapped = wrappedTokens[chain].balanceOf(address(spokes[chain]));
            assertEq(
                refusingTokens[chain].balanceOf(address(spokes[chain])),
                _owedBy(chain, REFUSING),
                "a spoke holds what it owes"
            );
            assertGe(wrapped, _owedBy(chain, WRAPPED), "a spoke holds what it owes in the wrapped token");
            assertEq(
                wrapped + address(spokes[chain]).balance,
                _owedBy(chain, WRAPPED) + _owedBy(chain, NATIVE) + feeSum[chain] * 1 gwei,
                "a spoke holds the native value that it owes, and the fees that were not paid out, to the gwei"
            );
        }
    }

    function checkConservation() external view {
        for (uint256 actor = 0; actor < ACTORS; ++actor) {
            // One balance for all chains.
            uint256 native = actors[actor].balance;
            uint256 nativeReceived = ENDOWMENT;
            for (uint256 chain = 0; chain < CHAINS; ++chain) {
                native += paid[chain][NATIVE][actor];
                nativeReceived += received[chain][NATIVE][actor];
                for (uint256 token = 0; token < NATIVE; ++token) {
                    assertEq(
                        _balanceOf(chain, token, actors[actor]) + paid[chain][token][actor],
                        ENDOWMENT + received[chain][token][actor],
                        "an actor has what it was paid, less what it paid"
                    );
                }
            }
            assertEq(native, nativeReceived, "an actor has the native value that it was paid, less what it paid");
        }
    }

    /// By carrying, deciding, executing, claiming, cancelling for others, opening for others, in whatever order.
    function checkNoGain() external view {
        address stranger = actors[STRANGER];
        string memory reason = "nobody gains but by filling legs, and the fees of work that was done";
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            assertLe(refusingTokens[chain].balanceOf(stranger), ENDOWMENT, reason);
            assertLe(wrappedTokens[chain].balanceOf(stranger), ENDOWMENT, reason);
        }
        assertLe(stranger.balance, ENDOWMENT + workSum[STRANGER] * 1 gwei, reason);
    }

    /// After `finish`: the hub owed what one of the two outcomes says, and of no order some of both.
    function checkOutcomes() external view {
        for (uint256 o = 0; o < orders.length; ++o) {
            OrderModel storage order = orders[o];
            bool commits = _isComplete(order) && !order.abandoned;
            Decision due = commits ? Decision.Commit : _isTouched(order) ? Decision.Abort : Decision.Undecided;
            assertTrue(
                hub.decision(order.id) == due,
                "every order ends of which a leg was escrowed or filled, and commits if every leg was, in time"
            );
            for (uint256 i = 0; i < order.legs.length; ++i) {
                _checkOutcome(order, order.legs[i], owed[o][i], commits);
            }
        }
    }

    function _isTouched(OrderModel storage order) private view returns (bool) {
        for (uint256 i = 0; i < order.legs.length; ++i) {
            LegModel storage leg = order.legs[i];
            if (leg.filled || (leg.origin != UNROUTED && order.escrowed[leg.origin] != 0)) return true;
        }
        return false;
    }

    function _checkOutcome(
        OrderModel storage order,
        LegModel storage leg,
        mapping(PayoutKind kind => uint256) storage sums,
        bool commits
    ) private view {
        uint256 escrows = leg.origin == UNROUTED ? 0 : order.escrowed[leg.origin];
        uint256 held = leg.filled && leg.hold ? leg.outputAmount : 0;
        assertEq(
            sums[PayoutKind.Refund],
            (commits ? escrows - 1 : escrows) * leg.inputAmount,
            "the user has every input back that paid for no output"
        );
        assertEq(sums[PayoutKind.Repayment], commits ? leg.inputAmount : 0, "a solver is repaid when the order commits");
        assertEq(sums[PayoutKind.Delivery], commits ? held : 0, "a held output is delivered when the order commits");
        assertEq(sums[PayoutKind.Return], commits ? 0 : held, "a held output returns when the order aborts");
    }

    /// After `finish`, and whatever happened on the way: each actor has what the outcomes of the orders say, and nothing
    /// stays with a spoke but fees that nobody has collected.
    function checkBalances() external view {
        uint256[ACTORS][TOKENS][CHAINS] memory due;
        for (uint256 o = 0; o < orders.length; ++o) {
            _addInputs(due, orders[o]);
            _addOutputs(due, orders[o]);
            for (uint256 token = 0; token < TOKENS; ++token) {
                assertEq(orders[o].holdings[token], 0, "nothing stays with an executor");
            }
        }
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            _checkSpokeIsEmpty(chain);
        }
        for (uint256 actor = 0; actor < ACTORS; ++actor) {
            _checkBalance(due, actor);
        }
    }

    function _checkSpokeIsEmpty(uint256 chain) private view {
        address spoke = address(spokes[chain]);
        uint256 uncollected = stranded[chain];
        for (uint256 actor = 0; actor < ACTORS; ++actor) {
            uncollected += earned[chain][actor];
        }
        assertEq(refusingTokens[chain].balanceOf(spoke), 0, "nothing stays with a spoke");
        assertEq(
            wrappedTokens[chain].balanceOf(spoke) + spoke.balance,
            uncollected * 1 gwei,
            "no fee stays with a spoke that is not somebody's to collect"
        );
    }

    /// Native and wrapped value count as one: an account that refuses the one is paid the other.
    function _checkBalance(uint256[ACTORS][TOKENS][CHAINS] memory due, uint256 actor) private view {
        string memory reason = "either every leg is delivered, or every input comes back";
        uint256 has = actors[actor].balance;
        uint256 must = (1 + CHAINS) * ENDOWMENT + workSum[actor] * 1 gwei;
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            assertEq(
                refusingTokens[chain].balanceOf(actors[actor]) + paid[chain][REFUSING][actor],
                ENDOWMENT + due[chain][REFUSING][actor],
                reason
            );
            has += wrappedTokens[chain].balanceOf(actors[actor]) + earned[chain][actor] * 1 gwei;
            has += paid[chain][WRAPPED][actor] + paid[chain][NATIVE][actor];
            must += due[chain][WRAPPED][actor] + due[chain][NATIVE][actor];
        }
        assertEq(has, must, reason);
    }

    function _addInputs(uint256[ACTORS][TOKENS][CHAINS] memory due, OrderModel storage order) private view {
        bool commits = order.decision == Decision.Commit;
        for (uint256 i = 0; i < order.legs.length; ++i) {
            LegModel storage leg = order.legs[i];
            if (leg.origin == UNROUTED) continue;
            uint256[ACTORS] memory inputs = due[leg.origin][leg.inputToken];
            uint256 escrows = order.escrowed[leg.origin];
            if (commits) {
                inputs[leg.payee] += leg.inputAmount;
                --escrows;
            }
            inputs[order.user] += escrows * leg.inputAmount;
        }
    }

    function _addOutputs(uint256[ACTORS][TOKENS][CHAINS] memory due, OrderModel storage order) private view {
        for (uint256 i = 0; i < order.legs.length; ++i) {
            LegModel storage leg = order.legs[i];
            if (!leg.filled) continue;
            uint256[ACTORS] memory outputs = due[leg.destination][leg.outputToken];
            if (leg.hold && order.decision == Decision.Abort) outputs[leg.solver] += leg.outputAmount;
            else if (leg.recipient != EXECUTOR) outputs[leg.recipient] += leg.outputAmount;
            else outputs[order.fallbackRecipient] += leg.outputAmount;
        }
        if (order.callChain == NOBODY) return;
        for (uint256 token = 0; token < TOKENS; ++token) {
            due[order.callChain][token][order.fallbackRecipient] += order.gifts[token];
        }
        if (order.execution != Execution.Succeeded) return;
        // The call takes its part of what else the fallback recipient gets.
        for (uint256 i = 0; i < order.legs.length; ++i) {
            LegModel storage leg = order.legs[i];
            if (leg.recipient != EXECUTOR) continue;
            uint256[ACTORS] memory outputs = due[leg.destination][leg.outputToken];
            outputs[order.beneficiary] += _passedOn(order, leg);
            outputs[order.fallbackRecipient] -= _passedOn(order, leg);
        }
    }

    function _assertEarned(uint256 chain, uint256 actor) internal view {
        assertEq(hub.earnedFees(_idOf(chain), actors[actor]), earned[chain][actor], "fees are earned by work, once");
    }

    function _owedBy(uint256 chain, uint256 token) private view returns (uint256 sum) {
        sum = escrowedSum[chain][token] + heldSum[chain][token] + undeliveredSum[chain][token];
        for (uint256 actor = 0; actor < ACTORS; ++actor) {
            sum += claimables[chain][token][actor];
        }
    }
}
