// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {LoopbackGateway} from "../../src/gateway/LoopbackGateway.sol";
import {Spoke} from "../../src/spoke/Spoke.sol";
import {AccountLib} from "../../src/types/Account.sol";
import {Leg} from "../../src/types/Leg.sol";
import {Call, Order} from "../../src/types/Order.sol";
import {Repayment} from "../../src/types/Report.sol";
import {TestToken} from "../mocks/TestToken.sol";
import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {Test} from "forge-std/Test.sol";

/// Whole transactions on a warm pool: the accounts hold the token already, allowances are infinite, and the spoke's
/// channel has entries.
contract SpokeGasTest is Test {
    uint64 private constant HERE = 31338;
    uint64 private constant THERE = 31339;

    address private immutable user = makeAddr("user");
    address private immutable solver = makeAddr("solver");
    address private immutable recipient = makeAddr("recipient");
    Spoke private spoke;
    TestToken private token;

    function setUp() public {
        vm.chainId(HERE);
        vm.warp(1_800_000_000);
        AccessManager manager = new AccessManager(address(this));
        spoke = new Spoke(31337, makeAddr("hub"), 60, address(manager));
        spoke.setRoute(address(new LoopbackGateway()));
        token = new TestToken("Test", "TEST", 18);
        token.mint(user, 1_000e18);
        token.mint(solver, 1_000e18);
        token.mint(recipient, 1e18);
        token.mint(address(spoke), 1e18);
        vm.prank(user);
        token.approve(address(spoke), type(uint256).max);
        vm.prank(solver);
        token.approve(address(spoke), type(uint256).max);
    }

    function test_open() public {
        Order memory order = _order(HERE, THERE, recipient);
        vm.prank(user);
        spoke.open(order);
        vm.snapshotGasLastCall("Spoke", "open");
    }

    function test_fill() public {
        Order memory order = _order(THERE, HERE, recipient);
        vm.prank(solver);
        spoke.fill(order, 0, _repayment(), false);
        vm.snapshotGasLastCall("Spoke", "fill to a recipient with a balance");
    }

    function test_fill_newRecipient() public {
        Order memory order = _order(THERE, HERE, makeAddr("new recipient"));
        vm.prank(solver);
        spoke.fill(order, 0, _repayment(), false);
        vm.snapshotGasLastCall("Spoke", "fill to a new recipient");
    }

    function test_fill_held() public {
        Order memory order = _order(THERE, HERE, recipient);
        vm.prank(solver);
        spoke.fill(order, 0, _repayment(), true);
        vm.snapshotGasLastCall("Spoke", "fill held");
    }

    function _repayment() private view returns (Repayment memory) {
        return Repayment(AccountLib.toAccount(solver), address(0), THERE);
    }

    function _order(uint64 origin, uint64 destination, address to) private view returns (Order memory) {
        Leg[] memory legs = new Leg[](1);
        legs[0] = Leg({
            originChain: origin,
            inputToken: address(token),
            inputAmount: 100.123456789e18,
            destinationChain: destination,
            outputToken: AccountLib.toAccount(address(token)),
            outputAmount: 100.023456789e18,
            recipient: AccountLib.toAccount(to)
        });
        return Order({
            user: user,
            nonce: 0x6b0366f5a1c3e7d9,
            openDeadline: uint64(block.timestamp + 600),
            fillDeadline: uint64(block.timestamp + 3600),
            solver: address(0),
            exclusiveUntil: 0,
            pooled: false,
            cancellable: false,
            legs: legs,
            calls: new Call[](0)
        });
    }
}
