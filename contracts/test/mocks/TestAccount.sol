// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @notice An account with code: signs by its owner's key, after ERC-1271, calls what it is told to, and takes the native
/// token as told.
contract TestAccount is IERC1271 {
    /// How receiving the native token ends.
    enum Answer {
        Take,
        Refuse,
        RefuseWithBomb,
        BurnGas
    }

    /// What is thrown instead of nothing, in bytes.
    uint256 private constant BOMB_LENGTH = 1_000_000;

    error Refused();

    address public immutable owner;

    Answer private _answer;
    address private _hookTarget;
    uint256 private _hookValue;
    bytes private _hookData;

    bool public hookSucceeded;
    bytes public hookResult;

    constructor(address owner_) {
        owner = owner_;
    }

    receive() external payable {
        _callHook();
        if (_answer == Answer.Refuse) revert Refused();
        if (_answer == Answer.BurnGas) while (true) {}
        if (_answer == Answer.RefuseWithBomb) {
            assembly {
                revert(0, BOMB_LENGTH)
            }
        }
    }

    function answerWith(Answer answer) external {
        _answer = answer;
    }

    /// The next time that it is paid, or called by a token, it first calls `target`.
    function callBefore(address target, uint256 value, bytes calldata data) external {
        (_hookTarget, _hookValue, _hookData) = (target, value, data);
    }

    /// As ERC-777 calls a recipient.
    function tokensReceived(address, address, address, uint256, bytes calldata, bytes calldata) external {
        _callHook();
    }

    /// As ERC-777 calls a holder.
    function tokensToSend(address, address, address, uint256, bytes calldata, bytes calldata) external {
        _callHook();
    }

    function execute(address target, uint256 value, bytes calldata data) external payable returns (bytes memory) {
        (bool success, bytes memory result) = target.call{value: value}(data);
        if (!success) {
            assembly {
                revert(add(result, 0x20), mload(result))
            }
        }
        return result;
    }

    /// @inheritdoc IERC1271
    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        (address signer,,) = ECDSA.tryRecover(hash, signature);
        return signer == owner ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }

    function _callHook() private {
        address target = _hookTarget;
        if (target == address(0)) return;
        // Once: the hook may pay this account itself.
        _hookTarget = address(0);
        (hookSucceeded, hookResult) = target.call{value: _hookValue}(_hookData);
    }
}
