package dev.diskless.ext4.internal;

import dev.diskless.contract.tool.RealTool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A sequence of changes of a tree as lines of text, which the kernel carries out below a mount point. */
final class TreeSteps {

    /** Does what the lines of a file say; the content of files follows from a seed, see {@link AppliedSteps}. */
    private static final String APPLY = """
            import ctypes, hashlib, os, sys
            libc = ctypes.CDLL(None, use_errno=True)
            libc.fallocate.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_long, ctypes.c_long]
            root = os.fsencode(sys.argv[1]) + b'/'
            def content(seed, length):
                parts = [hashlib.sha256(b'%d:%d' % (seed, i)).digest() * 128 for i in range((length + 4095) // 4096)]
                return b''.join(parts)[:length]
            def allocate(path, mode, at, length):
                fd = os.open(path, os.O_WRONLY)
                if libc.fallocate(fd, mode, at, length) != 0:
                    raise OSError(ctypes.get_errno(), 'fallocate')
                os.close(fd)
            os.umask(0)
            for line in open(sys.argv[2]):
                words = line.split()
                what, path, rest = words[0], root + bytes.fromhex(words[1]), words[2:]
                if what == 'file':
                    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, int(rest[0])))
                elif what == 'directory':
                    os.mkdir(path)
                    os.chmod(path, int(rest[0]))
                elif what == 'symlink':
                    os.symlink(bytes.fromhex(rest[0]), path)
                elif what == 'special':
                    os.mknod(path, int(rest[0]), os.makedev(int(rest[1]), int(rest[2])))
                elif what == 'link':
                    os.link(path, root + bytes.fromhex(rest[0]), follow_symlinks=False)
                elif what == 'write':
                    fd = os.open(path, os.O_WRONLY)
                    os.pwrite(fd, content(int(rest[1]), int(rest[2])), int(rest[0]))
                    os.close(fd)
                elif what == 'resize':
                    os.truncate(path, int(rest[0]))
                elif what == 'unlink':
                    os.unlink(path)
                elif what == 'rmdir':
                    os.rmdir(path)
                elif what == 'rename':
                    os.rename(path, root + bytes.fromhex(rest[0]))
                elif what == 'mode':
                    os.chmod(path, int(rest[0]))
                elif what == 'owner':
                    os.chown(path, int(rest[0]), int(rest[1]), follow_symlinks=False)
                elif what == 'time':
                    os.utime(path, ns=(int(rest[0]), int(rest[0])), follow_symlinks=False)
                elif what == 'set':
                    os.setxattr(path, bytes.fromhex(rest[0]), bytes.fromhex(rest[1][1:]), follow_symlinks=False)
                elif what == 'remove':
                    os.removexattr(path, bytes.fromhex(rest[0]), follow_symlinks=False)
                elif what == 'reserve':
                    allocate(path, 1, int(rest[0]), int(rest[1]))
                elif what == 'punch':
                    allocate(path, 3, int(rest[0]), int(rest[1]))
                elif what == 'sync':
                    os.sync()
                elif what == 'list':
                    show(root[:-1], b'')
                    print()
                else:
                    raise ValueError(what)
            """;

    private final List<String> lines = new ArrayList<>();

    List<String> lines() {
        return lines;
    }

    static String hex(String path) {
        return HexFormat.of().formatHex(path.getBytes(StandardCharsets.ISO_8859_1));
    }

    TreeSteps file(String path, int permissions) {
        return add("file", path, permissions);
    }

    /** A new file with content. */
    TreeSteps file(String path, int seed, int length) {
        file(path, 0644);
        return length == 0 ? this : write(path, 0, seed, length);
    }

    TreeSteps directory(String path, int permissions) {
        return add("directory", path, permissions);
    }

    TreeSteps symlink(String path, String target) {
        return add("symlink", path, hex(target));
    }

    TreeSteps special(String path, int mode, int major, int minor) {
        return add("special", path, mode, major, minor);
    }

    TreeSteps link(String path, String name) {
        return add("link", path, hex(name));
    }

    TreeSteps write(String path, long position, int seed, int length) {
        return add("write", path, position, seed, length);
    }

    TreeSteps resize(String path, long size) {
        return add("resize", path, size);
    }

    TreeSteps unlink(String path) {
        return add("unlink", path);
    }

    TreeSteps rmdir(String path) {
        return add("rmdir", path);
    }

    TreeSteps rename(String path, String name) {
        return add("rename", path, hex(name));
    }

    TreeSteps mode(String path, int permissions) {
        return add("mode", path, permissions);
    }

    TreeSteps owner(String path, long uid, long gid) {
        return add("owner", path, uid, gid);
    }

    TreeSteps time(String path, long nanoseconds) {
        return add("time", path, nanoseconds);
    }

    TreeSteps set(String path, String attribute, byte[] value) {
        return add("set", path, hex(attribute), "=" + HexFormat.of().formatHex(value));
    }

    TreeSteps remove(String path, String attribute) {
        return add("remove", path, hex(attribute));
    }

    /** Blocks that were never written; only the kernel makes them. */
    TreeSteps reserve(String path, long position, long length) {
        return add("reserve", path, position, length);
    }

    /** A hole where content was; only the kernel makes it. */
    TreeSteps punch(String path, long position, long length) {
        return add("punch", path, position, length);
    }

    /** Makes what the kernel holds back reach the disk, so that blocks are where they belong by then. */
    TreeSteps sync() {
        return add("sync", "");
    }

    /** Tells all that is there now. */
    TreeSteps list() {
        return add("list", "");
    }

    TreeSteps then(TreeSteps more) {
        lines.addAll(more.lines);
        return this;
    }

    private TreeSteps add(String what, String path, Object... arguments) {
        StringBuilder line = new StringBuilder(what).append(' ').append(path.isEmpty() ? "2e" : hex(path));
        for (Object argument : arguments) {
            line.append(' ').append(argument);
        }
        lines.add(line.toString());
        return this;
    }

    /** Has the host carry them out below a directory; gives what it listed. */
    List<Map<String, String>> run(Path root) throws IOException {
        Path script = Files.write(Files.createTempFile("steps", ".txt"), lines);
        try {
            List<Map<String, String>> listings = new ArrayList<>();
            Map<String, String> listing = new TreeMap<>();
            String printed = RealTool.named("python3")
                    .run("-c", TreeListing.SHOW + APPLY, root, script)
                    .succeeded()
                    .out();
            for (String line : printed.lines().toList()) {
                if (line.isEmpty()) {
                    listings.add(listing);
                    listing = new TreeMap<>();
                } else {
                    TreeListing.put(listing, line);
                }
            }
            return listings;
        } finally {
            Files.delete(script);
        }
    }

    /** Has the kernel carry them out on an image; gives what it listed. */
    List<Map<String, String>> run(Path image, Path mountPoint) throws IOException {
        try (LoopMount mount = LoopMount.writable(image, mountPoint)) {
            return run(mount.root());
        } finally {
            Files.deleteIfExists(mountPoint);
        }
    }
}
