// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Message} from "../../src/gateway/IAttestedGateway.sol";
import {Pay} from "../../src/types/Instruction.sol";
import {Leg} from "../../src/types/Leg.sol";
import {Call, Order} from "../../src/types/Order.sol";
import {Deposit, Fill} from "../../src/types/Report.sol";
import {Vm} from "forge-std/Vm.sol";

/// @notice JSON with the members in the order in which they are declared: integers are decimal strings, so that no
/// reader rounds them; bytes and bytes32 are lower-case hex; addresses carry their checksum.
library Json {
    Vm private constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    function quote(string memory text) internal pure returns (string memory) {
        return string.concat('"', text, '"');
    }

    function from(uint256 value) internal pure returns (string memory) {
        return quote(vm.toString(value));
    }

    function from(bool value) internal pure returns (string memory) {
        return vm.toString(value);
    }

    function from(address value) internal pure returns (string memory) {
        return quote(vm.toString(value));
    }

    function from(bytes32 value) internal pure returns (string memory) {
        return quote(vm.toString(value));
    }

    function from(bytes memory value) internal pure returns (string memory) {
        return quote(vm.toString(value));
    }

    function from(bytes32[] memory values) internal pure returns (string memory) {
        string[] memory elements = new string[](values.length);
        for (uint256 i = 0; i < values.length; ++i) {
            elements[i] = from(values[i]);
        }
        return array(elements);
    }

    function from(bytes[] memory values) internal pure returns (string memory) {
        string[] memory elements = new string[](values.length);
        for (uint256 i = 0; i < values.length; ++i) {
            elements[i] = from(values[i]);
        }
        return array(elements);
    }

    function from(Leg memory leg) internal pure returns (string memory) {
        string[] memory members = new string[](7);
        members[0] = member("originChain", from(leg.originChain));
        members[1] = member("inputToken", from(leg.inputToken));
        members[2] = member("inputAmount", from(leg.inputAmount));
        members[3] = member("destinationChain", from(leg.destinationChain));
        members[4] = member("outputToken", from(leg.outputToken));
        members[5] = member("outputAmount", from(leg.outputAmount));
        members[6] = member("recipient", from(leg.recipient));
        return object(members);
    }

    function from(Call memory call_) internal pure returns (string memory) {
        string[] memory members = new string[](4);
        members[0] = member("chain", from(call_.chain));
        members[1] = member("fallbackRecipient", from(call_.fallbackRecipient));
        members[2] = member("calls", from(call_.calls));
        members[3] = member("gas", from(call_.gas));
        return object(members);
    }

    function from(Order memory order) internal pure returns (string memory) {
        string[] memory legs = new string[](order.legs.length);
        for (uint256 i = 0; i < legs.length; ++i) {
            legs[i] = from(order.legs[i]);
        }
        string[] memory calls = new string[](order.calls.length);
        for (uint256 i = 0; i < calls.length; ++i) {
            calls[i] = from(order.calls[i]);
        }

        string[] memory members = new string[](10);
        members[0] = member("user", from(order.user));
        members[1] = member("nonce", from(order.nonce));
        members[2] = member("openDeadline", from(order.openDeadline));
        members[3] = member("fillDeadline", from(order.fillDeadline));
        members[4] = member("solver", from(order.solver));
        members[5] = member("exclusiveUntil", from(order.exclusiveUntil));
        members[6] = member("pooled", from(order.pooled));
        members[7] = member("cancellable", from(order.cancellable));
        members[8] = member("legs", array(legs));
        members[9] = member("calls", array(calls));
        return object(members);
    }

    function from(Fill memory fill) internal pure returns (string memory) {
        string[] memory repayment = new string[](4);
        repayment[0] = member("account", from(fill.repayment.account));
        repayment[1] = member("ledgerAccount", from(fill.repayment.ledgerAccount));
        repayment[2] = member("chain", from(fill.repayment.chain));
        repayment[3] = member("maxFee", from(fill.repayment.maxFee));

        string[] memory members = new string[](5);
        members[0] = member("filledAt", from(fill.filledAt));
        members[1] = member("hold", from(fill.hold));
        members[2] = member("solver", from(fill.solver));
        members[3] = member("repayment", object(repayment));
        members[4] = member("fee", from(fill.fee));
        return object(members);
    }

    function from(Deposit memory deposit) internal pure returns (string memory) {
        string[] memory members = new string[](5);
        members[0] = member("token", from(deposit.token));
        members[1] = member("amount", from(deposit.amount));
        members[2] = member("beneficiary", from(deposit.beneficiary));
        members[3] = member("minimum", from(deposit.minimum));
        members[4] = member("toVault", from(deposit.toVault));
        return object(members);
    }

    function from(Pay memory pay) internal pure returns (string memory) {
        string[] memory members = new string[](5);
        members[0] = member("token", from(pay.token));
        members[1] = member("account", from(pay.account));
        members[2] = member("amount", from(pay.amount));
        members[3] = member("fee", from(pay.fee));
        members[4] = member("tokenFee", from(pay.tokenFee));
        return object(members);
    }

    function from(Message memory message) internal pure returns (string memory) {
        string[] memory members = new string[](4);
        members[0] = member("sendId", from(message.sendId));
        members[1] = member("sender", from(message.sender));
        members[2] = member("recipient", from(message.recipient));
        members[3] = member("payload", from(message.payload));
        return object(members);
    }

    function member(string memory name, string memory json) internal pure returns (string memory) {
        return string.concat(quote(name), ": ", json);
    }

    function object(string[] memory members) internal pure returns (string memory) {
        return string.concat("{ ", _join(members, ", "), " }");
    }

    function array(string[] memory elements) internal pure returns (string memory) {
        if (elements.length == 0) return "[]";
        return string.concat("[", _join(elements, ", "), "]");
    }

    /// An array with a line per element, so that a difference shows where it is.
    function lines(string[] memory elements) internal pure returns (string memory) {
        return string.concat("[\n    ", _join(elements, ",\n    "), "\n  ]");
    }

    /// A file's outermost object, with a line per member.
    function file(string[] memory members) internal pure returns (string memory) {
        return string.concat("{\n  ", _join(members, ",\n  "), "\n}\n");
    }

    function _join(string[] memory parts, string memory separator) private pure returns (string memory joined) {
        for (uint256 i = 0; i < parts.length; ++i) {
            joined = i == 0 ? parts[i] : string.concat(joined, separator, parts[i]);
        }
    }
}
