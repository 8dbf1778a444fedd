/**
 * What every storage must keep to.
 *
 * <p>An author of a storage extends {@link dev.diskless.contract.storage.StorageContract}, or
 * {@link dev.diskless.contract.storage.WritableStorageContract} and
 * {@link dev.diskless.contract.storage.ConcurrentStorageContract} for one that can be changed, and
 * {@link dev.diskless.contract.storage.StorageBackendContract} for what opens it; each asks for one or two factory methods. A
 * storage that keeps its objects as files of a directory has
 * {@link dev.diskless.contract.storage.DirectoryFaultContract} too.
 *
 * <p>Whoever builds on storages, or on a directory, tests what a failing host and a power cut leave with
 * {@link dev.diskless.contract.storage.StorageCampaign}: it does something to a directory again and again, each time with the
 * next operation of the host failing, or the power cut before it, and hands every outcome to a verdict. Underneath is
 * {@link dev.diskless.contract.storage.FaultyFileSystem}. Other views of the files of a host extend
 * {@link dev.diskless.contract.storage.ForwardingFileSystem} and
 * {@link dev.diskless.contract.storage.ForwardingProvider} as it does.
 */
package dev.diskless.contract.storage;
