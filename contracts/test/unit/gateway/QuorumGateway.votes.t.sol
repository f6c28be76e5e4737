// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IQuorumGateway} from "../../../src/gateway/IQuorumGateway.sol";
import {QuorumFixture} from "../../fixtures/QuorumFixture.sol";
import {IERC7786Recipient} from "@openzeppelin/contracts/interfaces/draft-IERC7786.sol";
import {Vm} from "forge-std/Vm.sol";

/// What a quorum accepts, for every number of gateways that lie or are silent; and for votes, removals and additions in
/// any order, against a plain account of who voted how often.
contract QuorumGatewayVotesTest is QuorumFixture {
    uint256 private constant PAYLOADS = 3;
    uint256 private constant MOVES = 16;

    /// What the model knows of one payload.
    struct Known {
        /// Votes of each gateway since it is a member, less the agreements since.
        int256[GATEWAYS] votes;
        uint256 agreements;
    }

    uint256 private members;
    uint256 private threshold;
    bool private refuses;
    Known[PAYLOADS] private known;

    /// n of m, and k that forge: the forged message is accepted exactly if k reaches n, the genuine one exactly if the
    /// others do, whether those who forge vote before or after them.
    function test_table_forged() public {
        for (uint256 m = 1; m <= GATEWAYS; ++m) {
            for (uint256 n = 1; n <= m; ++n) {
                for (uint256 k = 0; k <= m; ++k) {
                    for (uint256 order = 0; order < 2; ++order) {
                        uint256 snapshot = vm.snapshotState();
                        _setMembers(uint8(n), (1 << m) - 1);
                        vm.recordLogs();
                        for (uint256 i = 0; i < m; ++i) {
                            bool forges = order == 0 ? i < k : i >= m - k;
                            _vote(i, forges ? bytes("forged") : bytes("genuine"));
                        }
                        Vm.Log[] memory logs = vm.getRecordedLogs();
                        _check(logs, "forged", n, k);
                        _check(logs, "genuine", n, m - k);
                        vm.revertToState(snapshot);
                    }
                }
            }
        }
    }

    /// n of m, and k that are silent: the message is accepted exactly if the others reach n.
    function test_table_withheld() public {
        for (uint256 m = 1; m <= GATEWAYS; ++m) {
            for (uint256 n = 1; n <= m; ++n) {
                for (uint256 k = 0; k <= m; ++k) {
                    uint256 snapshot = vm.snapshotState();
                    _setMembers(uint8(n), (1 << m) - 1);
                    vm.recordLogs();
                    for (uint256 i = k; i < m; ++i) {
                        _vote(i, "genuine");
                    }
                    _check(vm.getRecordedLogs(), "genuine", n, m - k);
                    vm.revertToState(snapshot);
                }
            }
        }
    }

    /// m gateways, and k that revert when they are sent something: the others are, unless there are none.
    function test_table_reverting() public {
        bytes memory to = _account(THERE, address(recipient));
        for (uint256 m = 1; m <= GATEWAYS; ++m) {
            for (uint256 k = 0; k <= m; ++k) {
                uint256 snapshot = vm.snapshotState();
                _setMembers(1, (1 << m) - 1);
                for (uint256 i = 0; i < k; ++i) {
                    vm.etch(address(gateways[i]), hex"5f5ffd");
                }
                if (k == m) vm.expectRevert();
                quorum.sendMessage(to, "payload", new bytes[](0));
                for (uint256 i = k; i < m; ++i) {
                    assertEq(gateways[i].count(), 1);
                }
                vm.revertToState(snapshot);
            }
        }
    }

    /// n of m, and k that forge, each as often as it likes, of a message that was sent twice: it is handed over no more
    /// than twice while k is less than n.
    function test_table_repeated() public {
        for (uint256 m = 1; m <= GATEWAYS; ++m) {
            for (uint256 n = 1; n <= m; ++n) {
                for (uint256 k = 0; k < n; ++k) {
                    uint256 snapshot = vm.snapshotState();
                    _setMembers(uint8(n), (1 << m) - 1);
                    for (uint256 round = 0; round < 6; ++round) {
                        for (uint256 i = 0; i < m; ++i) {
                            if (i < k || round % 3 == 0) _vote(i, "genuine");
                        }
                    }
                    // Those who repeat it do not keep the others from their two either.
                    assertEq(recipient.count(), 2);
                    vm.revertToState(snapshot);
                }
            }
        }
    }

    /// forge-config: test.fuzz.runs = 10000
    function testFuzz_votes_areCountedAsThePlainAccountDoes(uint256 seed) public {
        members = 7;
        threshold = 2;
        for (uint256 i = 0; i < MOVES; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            uint256 move = seed % 16;
            uint256 payload = (seed >> 8) % PAYLOADS;
            if (move < 11) _voteToo((seed >> 16) % GATEWAYS, payload);
            else if (move < 13) _replaceMembers(seed >> 16);
            else if (move < 14) _changeThreshold(seed >> 16);
            else if (move < 15) _executeToo(payload);
            else _toggleRefusal();
            _compare(payload);
        }
        for (uint256 i = 0; i < PAYLOADS; ++i) {
            _compare(i);
        }
    }

    function _voteToo(uint256 gateway, uint256 payload) private {
        bytes memory content = _payload(payload);
        Known storage account = known[payload];
        if (members >> gateway & 1 == 0) {
            bytes memory from = _account(THERE, counterpart);
            vm.prank(address(gateways[gateway]));
            try quorum.receiveMessage(0, from, _envelope(content)) {
                fail();
            } catch {}
        } else {
            _vote(gateway, content);
            ++account.votes[gateway];
            if (_count(account) >= threshold && !refuses) _agree(account);
        }
    }

    /// Any set but an empty one, and a threshold that it can reach.
    function _replaceMembers(uint256 random) private {
        uint256 next = random % 31 + 1;
        for (uint256 i = 0; i < GATEWAYS; ++i) {
            bool stays = members >> i & 1 != 0 && next >> i & 1 != 0;
            for (uint256 j = 0; j < PAYLOADS; ++j) {
                if (!stays) known[j].votes[i] = 0;
            }
        }
        members = next;
        _changeThreshold(random >> 8);
    }

    function _changeThreshold(uint256 random) private {
        uint256 size;
        for (uint256 i = 0; i < GATEWAYS; ++i) {
            size += members >> i & 1;
        }
        threshold = random % size + 1;
        _setMembers(uint8(threshold), members);
    }

    function _executeToo(uint256 payload) private {
        Known storage account = known[payload];
        bool expected = _count(account) >= threshold && !refuses;
        bool executed;
        try quorum.execute(THERE, sender, address(recipient), _payload(payload)) {
            executed = true;
        } catch {}
        assertEq(executed, expected, "executed");
        if (expected) _agree(account);
    }

    function _toggleRefusal() private {
        refuses = !refuses;
        recipient.answerWith(refuses ? bytes4(0xffffffff) : IERC7786Recipient.receiveMessage.selector);
    }

    function _agree(Known storage account) private {
        ++account.agreements;
        for (uint256 i = 0; i < GATEWAYS; ++i) {
            if (members >> i & 1 != 0) --account.votes[i];
        }
    }

    function _compare(uint256 payload) private view {
        assertEq(_agreeing(_payload(payload)), _count(known[payload]), "agreeing");
        uint256 total;
        for (uint256 i = 0; i < PAYLOADS; ++i) {
            total += known[i].agreements;
        }
        assertEq(recipient.count(), total, "handed over");
    }

    function _count(Known storage account) private view returns (uint256 count) {
        for (uint256 i = 0; i < GATEWAYS; ++i) {
            if (members >> i & 1 != 0 && account.votes[i] > 0) ++count;
        }
    }

    /// Handed over exactly if as many voted for it as are needed, and then once.
    function _check(Vm.Log[] memory logs, bytes memory payload, uint256 needed, uint256 votes) private {
        bytes32 id = _id(payload);
        uint256 handedOver;
        for (uint256 i = 0; i < logs.length; ++i) {
            bytes32[] memory topics = logs[i].topics;
            if (topics[0] == IQuorumGateway.MessageHandedOver.selector && topics[1] == id) ++handedOver;
        }
        assertEq(handedOver, votes >= needed ? 1 : 0);
        vm.expectRevert();
        _execute(payload);
    }

    function _payload(uint256 index) private pure returns (bytes memory) {
        return abi.encode(index);
    }
}
