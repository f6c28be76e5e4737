// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AttesterSet, AttesterSetLib} from "../AttesterSet.sol";
import {IAttestedHeaderOracle} from "./IAttestedHeaderOracle.sol";
import {IHeaderOracle} from "./IHeaderOracle.sol";
import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

contract AttestedHeaderOracle is IAttestedHeaderOracle, AccessManaged, EIP712 {
    using AttesterSetLib for mapping(uint64 => AttesterSet);

    bytes32 private constant HEADER_TYPEHASH = keccak256("Header(uint64 sourceChain,uint256 number,bytes32 hash)");
    /// Stands for two hashes; itself the hash of nothing that anyone could find.
    bytes32 private constant DISPUTED = bytes32(uint256(1));

    mapping(uint64 sourceChain => AttesterSet) private _attesterSets;
    /// Keyed by epoch, so that what a replaced set signed counts no more.
    mapping(uint64 sourceChain => mapping(uint64 epoch => mapping(uint256 number => bytes32))) private _hashes;

    constructor(address accessManager) AccessManaged(accessManager) EIP712("Concert AttestedHeaderOracle", "1") {}

    /// @inheritdoc IAttestedHeaderOracle
    function vouch(uint64 sourceChain, uint256 number, bytes32 hash, bytes[] calldata signatures) external {
        require(number != 0 && hash != 0, HeaderEmpty(number, hash));
        _attesterSets.validate(sourceChain, digest(sourceChain, number, hash), signatures);
        uint64 epoch = _attesterSets[sourceChain].epoch;
        bytes32 vouched = _hashes[sourceChain][epoch][number];
        require(vouched != hash, HeaderAlreadyVouched(sourceChain, number));
        require(vouched != DISPUTED, HeaderInDispute(sourceChain, number));

        if (vouched == 0) {
            _hashes[sourceChain][epoch][number] = hash;
            emit HeaderVouched(sourceChain, number, hash, epoch);
        } else {
            _hashes[sourceChain][epoch][number] = DISPUTED;
            emit HeaderDisputed(sourceChain, number, vouched, hash, epoch);
        }
    }

    /// @inheritdoc IAttestedHeaderOracle
    function setAttesters(uint64 sourceChain, address[] calldata attesters, uint8 threshold) external restricted {
        _attesterSets.replace(sourceChain, attesters, threshold);
    }

    /// @inheritdoc IHeaderOracle
    function hashOf(uint64 sourceChain, uint256 number) external view returns (bytes32) {
        bytes32 hash = _current(sourceChain, number);
        return hash == DISPUTED ? bytes32(0) : hash;
    }

    /// @inheritdoc IAttestedHeaderOracle
    function isDisputed(uint64 sourceChain, uint256 number) external view returns (bool) {
        return _current(sourceChain, number) == DISPUTED;
    }

    /// @inheritdoc IAttestedHeaderOracle
    function attestersOf(uint64 sourceChain) external view returns (uint8 threshold, uint64 epoch) {
        AttesterSet storage set = _attesterSets[sourceChain];
        return (set.threshold, set.epoch);
    }

    /// @inheritdoc IAttestedHeaderOracle
    function isAttester(uint64 sourceChain, address account) external view returns (bool) {
        return _attesterSets.isMember(sourceChain, account);
    }

    /// @inheritdoc IAttestedHeaderOracle
    function digest(uint64 sourceChain, uint256 number, bytes32 hash) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(HEADER_TYPEHASH, sourceChain, number, hash)));
    }

    function _current(uint64 sourceChain, uint256 number) private view returns (bytes32) {
        return _hashes[sourceChain][_attesterSets[sourceChain].epoch][number];
    }
}
