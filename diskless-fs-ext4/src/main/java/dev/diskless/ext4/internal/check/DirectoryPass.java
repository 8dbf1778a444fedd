package dev.diskless.ext4.internal.check;

import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.progress.Progress;
import dev.diskless.progress.ProgressUnit;
import java.io.IOException;

/** Reads all blocks of all directories. */
final class DirectoryPass {

    private final Examined volume;
    private final DirectoryCheck check;

    DirectoryPass(Examined volume) {
        this.volume = volume;
        this.check = new DirectoryCheck(volume);
    }

    void run(Progress progress) throws IOException {
        DirectoryList directories = volume.directories;
        try (Progress work = progress.child("directories", ProgressUnit.FILES, directories.size())) {
            for (int index = 0; index < directories.size(); index++) {
                long number = directories.number(index);
                Inode inode = volume.inodes.is(number, InodeMap.DAMAGED) ? null : volume.inode(number);
                if (inode != null) {
                    check.check(index, number, inode);
                }
                work.advance(1);
            }
        }
    }
}
