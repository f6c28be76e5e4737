// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IPaidGateway} from "../../src/gateway/IPaidGateway.sol";

/// @notice A gateway that quotes and takes messages as told, and writes down what it was sent.
contract ScriptedGateway is IPaidGateway {
    enum Conduct {
        Take,
        Revert,
        EatGas,
        ReturnMuch,
        RevertWithMuch
    }

    bytes32 public constant SEND_ID = keccak256("gateway's send id");
    uint256 private constant MUCH = 1_000_000;

    error Refused();

    Conduct private _onSend;
    Conduct private _onQuote;
    uint256 private _fee;
    address private _hookTarget;
    bytes private _hookData;

    uint256 public count;
    address public sender;
    bytes public recipient;
    bytes public payload;
    uint256 public attributes;
    uint256 public value;
    uint256 public gasGiven;

    function conduct(Conduct onQuote, Conduct onSend) external {
        (_onQuote, _onSend) = (onQuote, onSend);
    }

    function setFee(uint256 fee) external {
        _fee = fee;
    }

    /// Every message first calls `target`.
    function callBefore(address target, bytes calldata data) external {
        _hookTarget = target;
        _hookData = data;
    }

    function sendMessage(bytes calldata recipient_, bytes calldata payload_, bytes[] calldata attributes_)
        external
        payable
        returns (bytes32)
    {
        gasGiven = gasleft();
        _behave(_onSend);
        if (_hookTarget != address(0)) {
            (bool success,) = _hookTarget.call(_hookData);
            require(success, Refused());
        }
        ++count;
        (sender, recipient, payload, attributes, value) =
        (msg.sender, recipient_, payload_, attributes_.length, msg.value);
        return SEND_ID;
    }

    function quote(bytes calldata, bytes calldata, bytes[] calldata) external view returns (uint256) {
        _behave(_onQuote);
        return _fee;
    }

    function supportsAttribute(bytes4) external pure returns (bool) {
        return false;
    }

    function _behave(Conduct how) private pure {
        require(how != Conduct.Revert, Refused());
        if (how == Conduct.EatGas) {
            assembly {
                invalid()
            }
        }
        if (how == Conduct.ReturnMuch || how == Conduct.RevertWithMuch) {
            uint256 size = MUCH;
            assembly {
                mstore(0x00, 1)
                if eq(how, 3) { return(0x00, size) }
                revert(0x00, size)
            }
        }
    }
}
