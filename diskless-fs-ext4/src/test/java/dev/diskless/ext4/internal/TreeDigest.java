package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.Mode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** All that can be seen of a volume but times of access and change, by path. */
final class TreeDigest {

    private final Volume volume;
    private final Map<String, String> facts = new TreeMap<>();

    private TreeDigest(Volume volume) {
        this.volume = volume;
    }

    static Map<String, String> of(Volume volume) throws IOException {
        TreeDigest digest = new TreeDigest(volume);
        digest.add("", Volume.ROOT);
        return digest.facts;
    }

    private void add(String path, long inode) throws IOException {
        InodeStat stat = volume.stat(inode);
        CRC32C sum = new CRC32C();
        if (Mode.is(stat.mode(), Mode.REGULAR)) {
            ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
            for (long at = 0; volume.read(inode, at, buffer.clear()) > 0; at += buffer.position()) {
                sum.update(buffer.duplicate().flip());
            }
        } else if (Mode.is(stat.mode(), Mode.SYMBOLIC_LINK)) {
            sum.update(volume.readLink(inode));
        }
        for (byte[] name : volume.attributeNames(inode)) {
            sum.update(name);
            sum.update(volume.attribute(inode, name));
        }
        facts.put(
                path,
                String.join(
                        " ",
                        Integer.toOctalString(stat.mode()),
                        stat.uid() + ":" + stat.gid(),
                        "size " + stat.size(),
                        "links " + stat.links(),
                        "device " + stat.rdevMajor() + ":" + stat.rdevMinor(),
                        "modified " + stat.modified(),
                        "sum " + sum.getValue()));
        if (Mode.is(stat.mode(), Mode.DIRECTORY)) {
            for (DirectoryName name : volume.list(inode)) {
                add(
                        path + "/" + new String(name.name(), StandardCharsets.ISO_8859_1),
                        volume.lookup(inode, name.name()).orElseThrow());
            }
        }
    }
}
