package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.Mode;
import dev.diskless.ext4.internal.disk.Timestamp;
import java.io.IOException;
import java.nio.file.FileSystemException;

/** One object gets another name. */
final class Renaming {

    private static final int MAX_ANCESTORS = 1 << 16;
    private static final byte[] UP = {'.', '.'};

    private final ChangedObjects objects;
    private final ReadableVolume volume;
    private final Changes changes;
    private final long from;
    private final byte[] name;
    private final long to;
    private final byte[] newName;
    private final long number;
    private final long target;
    private final boolean isDirectory;
    private final int type;

    Renaming(ChangedObjects objects, long from, byte[] name, long to, byte[] newName, long number, long target)
            throws IOException {
        this.objects = objects;
        this.volume = objects.volume;
        this.changes = objects.changes;
        this.from = from;
        this.name = name;
        this.to = to;
        this.newName = newName;
        this.number = number;
        this.target = target;
        Inode inode = objects.openChangeable(number);
        this.isDirectory = inode.is(Mode.DIRECTORY);
        this.type = Mode.entryType(inode.mode());
    }

    void run() throws IOException {
        if (target != 0) {
            checkTarget();
        }
        if (isDirectory && from != to) {
            requireNoAncestor();
        }
        if (target != 0) {
            objects.beginReplacement(target);
        }
        // Opened here, because what they may be converted into needs room that must be there before anything changes.
        objects.openDirectory(from);
        if (isDirectory) {
            objects.openDirectory(number);
        }
        objects.beginNaming(objects.growth(to, newName));
        if (target != 0 && canTakeOver()) {
            takeOver();
        } else if (from == to) {
            withinDirectory();
        } else if (changes.linksOnDevice(number) == 0) {
            acrossDirectories();
        } else if (isDirectory) {
            moveDirectory();
        } else {
            moveFile();
        }
    }

    private void checkTarget() throws IOException {
        Inode replaced = objects.openChangeable(target);
        if (isDirectory) {
            if (!replaced.is(Mode.DIRECTORY)) {
                throw new FileSystemException(
                        RequestRules.text(name), RequestRules.text(newName), "a directory cannot replace a file");
            }
            objects.requireEmpty(target, newName);
        } else if (replaced.is(Mode.DIRECTORY)) {
            throw new FileSystemException(
                    RequestRules.text(name), RequestRules.text(newName), "a file cannot replace a directory");
        }
    }

    private void requireNoAncestor() throws IOException {
        long at = to;
        for (int level = 0; at != Volume.ROOT; level++) {
            if (at == number || level > MAX_ANCESTORS) {
                throw new FileSystemException(
                        RequestRules.text(name), RequestRules.text(newName), "a directory cannot be moved into itself");
            }
            at = volume.directories.parent(at, volume.directories.open(at));
        }
    }

    /**
     * Whether the inode of the file that is replaced can get all that a new file has. Then the one write of that
     * inode is all that a power cut can hit, and nothing is ever without a name.
     */
    private boolean canTakeOver() throws IOException {
        Inode moved = volume.inodes.read(number);
        Inode replaced = volume.inodes.read(target);
        return moved.is(Mode.REGULAR)
                && replaced.is(Mode.REGULAR)
                && moved.links() == 1
                && replaced.links() == 1
                && changes.linksOnDevice(number) == 0
                && changes.linksOnDevice(target) == 1
                && !objects.isHeld(number)
                && !objects.isHeld(target)
                && objects.extentWriter.isFresh(moved);
    }

    private void takeOver() throws IOException {
        Inode parent = objects.openDirectory(from);
        objects.removeName(from, parent, name);
        if (to != from) {
            Inode other = objects.openDirectory(to);
            objects.touch(other);
            changes.put(to, other);
        }
        Inode replaced = volume.inodes.read(target);
        Inode moved = volume.inodes.read(number);
        Inode rest = replaced.copy();
        objects.content.flush();
        objects.giveBack(target, rest);
        Inode inode = moved.copy();
        inode.setGeneration(replaced.generation());
        inode.setChanged(Timestamp.clamp(changes.now()));
        objects.extentWriter.reseal(inode, volume.geometry.seed().ofInode(target, inode.generation()));
        changes.put(target, inode);
        moved.setLinks(0);
        changes.drop(number, moved);
    }

    private void withinDirectory() throws IOException {
        Inode parent = objects.openDirectory(from);
        DirectoryBlocks entries = objects.blocksOf(from, parent);
        putNewName(from, parent, entries);
        objects.directoryWriter.remove(from, parent, entries, name);
        if (isDirectory && target != 0) {
            objects.changeSubdirectories(parent, -1);
        }
        objects.touch(parent);
        changes.put(from, parent);
        touchMoved();
        dropTarget();
    }

    /** An object that a power cut would not find under its old name. */
    private void acrossDirectories() throws IOException {
        addNewName();
        if (isDirectory) {
            setParent();
        }
        removeOldName();
        touchMoved();
        dropTarget();
    }

    private void moveFile() throws IOException {
        changes.commit();
        Inode inode = objects.openChangeable(number);
        objects.addLink(number, inode);
        addNewName();
        dropTarget();
        changes.commit();
        removeOldName();
        inode = objects.openChangeable(number);
        inode.setLinks(inode.links() - 1);
        changes.put(number, inode);
    }

    /**
     * First the directory says that it lies in the other one. As long as that has no name for it, the old name counts;
     * after that, the new one.
     */
    private void moveDirectory() throws IOException {
        changes.commit();
        setParent();
        changes.commit();
        addNewName();
        dropTarget();
        changes.commit();
        removeOldName();
        touchMoved();
    }

    private void addNewName() throws IOException {
        Inode parent = objects.openDirectory(to);
        if (isDirectory && target == 0) {
            objects.changeSubdirectories(parent, 1);
        }
        putNewName(to, parent, objects.blocksOf(to, parent));
        objects.touch(parent);
        changes.put(to, parent);
    }

    private void putNewName(long directory, Inode parent, DirectoryBlocks entries) throws IOException {
        if (target != 0) {
            objects.directoryWriter.replace(directory, parent, entries, newName, number, type);
        } else {
            long at = objects.directoryWriter.insert(directory, parent, entries, newName, number, type);
            if (!parent.hasFlag(Inode.FLAG_INDEX)) {
                volume.names.added(directory, newName, at);
            }
        }
    }

    private void setParent() throws IOException {
        Inode inode = objects.openDirectory(number);
        objects.directoryWriter.replace(
                number, inode, objects.blocksOf(number, inode), UP, to, Mode.entryType(Mode.DIRECTORY));
        changes.put(number, inode);
    }

    private void removeOldName() throws IOException {
        Inode parent = objects.openDirectory(from);
        if (isDirectory) {
            objects.changeSubdirectories(parent, -1);
        }
        objects.removeName(from, parent, name);
    }

    private void touchMoved() throws IOException {
        Inode inode = objects.openChangeable(number);
        inode.setChanged(Timestamp.clamp(changes.now()));
        changes.put(number, inode);
    }

    private void dropTarget() throws IOException {
        if (target != 0) {
            Inode replaced = volume.inodes.read(target);
            if (replaced.is(Mode.DIRECTORY)) {
                objects.discard(target, replaced);
            } else {
                objects.dropLink(target, replaced);
            }
        }
    }
}
