// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Decision} from "../../src/hub/IHub.sol";
import {Model} from "./Model.sol";

/// @notice What must hold of the contracts, in the terms of the model.
abstract contract Properties is Model {
    string internal constant ATOMICITY = "an order commits only when every leg is escrowed and filled";
    string internal constant EXACT_DEADLINES =
        "an order aborts only when some leg can't be escrowed or filled any more";

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

    function checkSolvency() external view {
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            address spoke = address(spokes[chain]);
            for (uint256 token = 0; token < TOKENS; ++token) {
                uint256 owed = escrowedSum[chain][token] + heldSum[chain][token] + undeliveredSum[chain][token];
                for (uint256 actor = 0; actor < ACTORS; ++actor) {
                    owed += claimables[chain][token][actor];
                }
                assertEq(tokens[chain][token].balanceOf(spoke), owed, "a spoke holds what it owes");
            }
        }
    }

    function checkConservation() external view {
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            for (uint256 token = 0; token < TOKENS; ++token) {
                for (uint256 actor = 0; actor < ACTORS; ++actor) {
                    assertEq(
                        tokens[chain][token].balanceOf(_actor(actor)) + paid[chain][token][actor],
                        ENDOWMENT + received[chain][token][actor],
                        "an actor has what it was paid, less what it paid"
                    );
                }
            }
        }
    }

    /// After `finish`, and whatever happened on the way: each actor was paid what the outcome of the orders says.
    function checkOutcome() external view {
        uint256[ACTORS][TOKENS][CHAINS] memory due;
        for (uint256 o = 0; o < orders.length; ++o) {
            OrderModel storage order = orders[o];
            bool complete = _isComplete(order);
            assertTrue(
                hub.decision(order.id) == (complete ? Decision.Commit : Decision.Abort),
                "every order ends, and commits if every leg was escrowed and filled in time"
            );
            for (uint256 i = 0; i < order.legs.length; ++i) {
                _addOutcome(due, order, order.legs[i], complete);
            }
        }
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            for (uint256 token = 0; token < TOKENS; ++token) {
                assertEq(tokens[chain][token].balanceOf(address(spokes[chain])), 0, "nothing stays with a spoke");
                for (uint256 actor = 0; actor < ACTORS; ++actor) {
                    assertEq(
                        tokens[chain][token].balanceOf(_actor(actor)) + paid[chain][token][actor],
                        ENDOWMENT + due[chain][token][actor],
                        "either every leg is delivered, or every input comes back"
                    );
                }
            }
        }
    }

    function _addOutcome(
        uint256[ACTORS][TOKENS][CHAINS] memory due,
        OrderModel storage order,
        LegModel storage leg,
        bool complete
    ) private view {
        if (leg.origin != UNROUTED) {
            uint256[ACTORS] memory inputs = due[leg.origin][leg.inputToken];
            uint256 escrows = order.escrowed[leg.origin];
            if (complete) {
                inputs[leg.payee] += leg.inputAmount;
                --escrows;
            }
            inputs[order.user] += escrows * leg.inputAmount;
        }
        if (leg.filled) {
            bool goesBack = leg.hold && !complete;
            due[leg.destination][leg.outputToken][goesBack ? leg.solver : leg.recipient] += leg.outputAmount;
        }
    }
}
