// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Channel} from "../../src/channel/Channel.sol";
import {Hub} from "../../src/hub/Hub.sol";
import {Spoke} from "../../src/spoke/Spoke.sol";
import {AccountLib} from "../../src/types/Account.sol";
import {OrderId} from "../../src/types/Order.sol";
import {Fill, Repayment} from "../../src/types/Report.sol";
import {Entries} from "../fixtures/Entries.sol";
import {TestToken} from "../mocks/TestToken.sol";
import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";
import {Test} from "forge-std/Test.sol";

/// A backlog of which only the last head arrived is delivered in transactions of bounded size. Each call is a transaction
/// of its own, with its calldata and 21,000 counted.
contract BacklogTest is Test {
    uint64 private constant HUB_CHAIN = 31337;
    uint64 private constant SPOKE_CHAIN = 31338;
    uint256 private constant LENGTH = 5_000;
    uint256 private constant GAS_LIMIT = 5_000_000;

    address private immutable counterpart = makeAddr("counterpart");

    /// Fills of 5,000 orders: of all reports, those cost the most.
    /// forge-config: default.isolate = true
    function test_backlog_of5000Reports() public {
        vm.chainId(HUB_CHAIN);
        Hub hub = new Hub(address(new AccessManager(address(this))));
        hub.setRoute(SPOKE_CHAIN, address(this), counterpart);
        bytes[] memory entries = new bytes[](LENGTH);
        for (uint256 i = 0; i < LENGTH; ++i) {
            entries[i] = Entries.filled(_orderId(i), uint8(i % 16), _fill(i));
        }

        _deliverInParts(hub, SPOKE_CHAIN, entries, 150);

        for (uint256 i = 0; i < LENGTH; ++i) {
            assertEq(hub.fillHash(_orderId(i), SPOKE_CHAIN, uint8(i % 16)), keccak256(entries[i]));
        }
    }

    /// Payouts to 5,000 accounts that hold nothing yet.
    /// forge-config: default.isolate = true
    function test_backlog_of5000Payouts() public {
        (Spoke spoke, TestToken token, bytes[] memory entries) = _createPayouts(LENGTH);
        _deliverInParts(spoke, HUB_CHAIN, entries, 140);
        for (uint256 i = 0; i < LENGTH; ++i) {
            assertEq(token.balanceOf(_account(i)), i + 1);
        }
    }

    /// The token burns all the gas that a payout may use.
    /// forge-config: default.isolate = true
    function test_backlog_ofPayoutsInAHostileToken() public {
        (Spoke spoke, TestToken token, bytes[] memory entries) = _createPayouts(500);
        vm.etch(address(token), hex"fe");
        _deliverInParts(spoke, HUB_CHAIN, entries, 13);
        for (uint256 i = 0; i < entries.length; ++i) {
            assertEq(spoke.claimable(address(token), _account(i)), i + 1);
        }
    }

    /// From the last head back to the first, then from the first entry to the last.
    function _deliverInParts(Channel channel, uint64 chain, bytes[] memory entries, uint256 size) private {
        bytes32[] memory heads = new bytes32[](entries.length + 1);
        for (uint256 i = 0; i < entries.length; ++i) {
            heads[i + 1] = Entries.extend(heads[i], entries[i]);
        }
        bytes memory sender = InteroperableAddress.formatEvmV1(chain, counterpart);
        channel.receiveMessage(0, sender, abi.encodePacked(heads[entries.length]));
        channel.receiveMessage(0, sender, abi.encodePacked(heads[entries.length]));
        assertGt(vm.lastCallGas().gasTotalUsed, 21_000, "calls are measured as transactions");

        uint256 costliest;
        uint256 end = entries.length;
        while (end > size) {
            uint256 start = end - size;
            channel.acceptEarlier(chain, heads[start], Entries.hashes(Entries.slice(entries, start, end)));
            costliest = _max(costliest, vm.lastCallGas().gasTotalUsed);
            end = start;
        }
        for (uint256 start = 0; start < entries.length; (start, end) = (end, end + size)) {
            channel.deliver(chain, Entries.slice(entries, start, end), new bytes32[](0));
            costliest = _max(costliest, vm.lastCallGas().gasTotalUsed);
        }
        assertEq(channel.processedHead(chain), heads[entries.length]);
        assertLt(costliest, GAS_LIMIT);
    }

    function _createPayouts(uint256 count) private returns (Spoke spoke, TestToken token, bytes[] memory entries) {
        vm.chainId(SPOKE_CHAIN);
        spoke = new Spoke(HUB_CHAIN, counterpart, 60, address(new AccessManager(address(this))));
        spoke.setRoute(address(this));
        token = new TestToken("Token", "TOKEN", 18);
        token.mint(address(spoke), type(uint128).max);
        entries = new bytes[](count);
        for (uint256 i = 0; i < count; ++i) {
            entries[i] = Entries.pay(address(token), _account(i), i + 1);
        }
    }

    function _orderId(uint256 index) private pure returns (OrderId) {
        return OrderId.wrap(keccak256(abi.encode("order", index)));
    }

    function _account(uint256 index) private pure returns (address) {
        return address(uint160(uint256(keccak256(abi.encode("account", index)))));
    }

    function _fill(uint256 index) private pure returns (Fill memory) {
        address solver = _account(index);
        return
            Fill(uint64(1_800_000_000 + index), true, solver, Repayment(AccountLib.toAccount(solver), solver, 1, 0), 0);
    }

    function _max(uint256 a, uint256 b) private pure returns (uint256) {
        return a > b ? a : b;
    }
}
