// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {TestToken} from "./TestToken.sol";

/// @notice An ERC-20 whose transfers misbehave as told.
contract ScriptedToken is TestToken {
    /// How a transfer ends. Only the first three move tokens.
    enum Answer {
        True,
        Nothing,
        TrueAndBomb,
        False,
        Two,
        OneByte,
        Revert,
        RevertBomb
    }

    /// What is returned or thrown beside what is asked for, in bytes.
    uint256 private constant BOMB_LENGTH = 250_000;

    error Refused();

    Answer private _answer;
    uint256 private _fee;
    uint256 private _gasToUse;
    uint256 private _gasToAskFor;
    uint256 private _gasToTell;
    address private _hookTarget;
    bytes private _hookData;
    address private _blocked;

    /// What the hook's call returned; it was called if this is not empty.
    bytes public hookResult;
    bool public hookSucceeded;

    constructor() TestToken("Scripted", "SCRIPT", 18) {}

    function answerWith(Answer answer) external {
        _answer = answer;
    }

    /// Every transfer takes `fee` from what arrives.
    function charge(uint256 fee) external {
        _fee = fee;
    }

    /// Every transfer uses at least `gasToUse`.
    function use(uint256 gasToUse) external {
        _gasToUse = gasToUse;
    }

    /// A transfer with less gas fails at once, and uses next to none.
    function askFor(uint256 gasToAskFor) external {
        _gasToAskFor = gasToAskFor;
    }

    /// Telling a balance uses at least `gasToTell`.
    function useToTell(uint256 gasToTell) external {
        _gasToTell = gasToTell;
    }

    /// Anyone may.
    function burnFrom(address account, uint256 amount) external {
        _burn(account, amount);
    }

    /// Every transfer to or from the account fails.
    function blockAccount(address account) external {
        _blocked = account;
    }

    /// Every transfer first calls `target`.
    function callBefore(address target, bytes calldata data) external {
        _hookTarget = target;
        _hookData = data;
    }

    function balanceOf(address account) public view override returns (uint256) {
        // As some do, it takes no more calldata than it asks for.
        if (msg.data.length != 36) revert Refused();
        _use(_gasToTell);
        return super.balanceOf(account);
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        _before();
        if (_moves()) super.transfer(to, amount);
        return _end();
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        _before();
        if (_moves()) super.transferFrom(from, to, amount);
        return _end();
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (_blocked != address(0) && (from == _blocked || to == _blocked)) revert Refused();
        super._update(from, to, amount);
        if (_fee != 0 && from != address(0)) super._update(to, address(0), _fee);
    }

    function _moves() private view returns (bool) {
        return _answer <= Answer.TrueAndBomb;
    }

    function _before() private {
        if (gasleft() < _gasToAskFor) revert Refused();
        address target = _hookTarget;
        if (target != address(0)) {
            // Once: the hook may move this token itself.
            _hookTarget = address(0);
            (hookSucceeded, hookResult) = target.call(_hookData);
        }
        _use(_gasToUse);
    }

    function _use(uint256 gasToUse) private view {
        uint256 gasBefore = gasleft();
        while (gasBefore - gasleft() < gasToUse) {}
    }

    function _end() private view returns (bool) {
        Answer answer = _answer;
        if (answer == Answer.Revert) revert Refused();
        if (answer == Answer.Nothing) {
            assembly {
                return(0, 0)
            }
        }
        if (answer == Answer.Two) {
            assembly {
                mstore(0, 2)
                return(0, 0x20)
            }
        }
        if (answer == Answer.OneByte) {
            assembly {
                mstore8(0, 1)
                return(0, 1)
            }
        }
        if (answer == Answer.TrueAndBomb) {
            assembly {
                mstore(0, 1)
                return(0, BOMB_LENGTH)
            }
        }
        if (answer == Answer.RevertBomb) {
            assembly {
                revert(0, BOMB_LENGTH)
            }
        }
        return answer == Answer.True;
    }
}
