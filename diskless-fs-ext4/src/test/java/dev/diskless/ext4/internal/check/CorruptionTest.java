package dev.diskless.ext4.internal.check;

import static dev.diskless.ext4.internal.disk.LittleEndian.put16;
import static dev.diskless.ext4.internal.disk.LittleEndian.put32;
import static dev.diskless.ext4.internal.disk.LittleEndian.put8;
import static dev.diskless.ext4.internal.disk.LittleEndian.u16;
import static dev.diskless.ext4.internal.disk.LittleEndian.u32;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.ext4.check.CheckFinding;
import dev.diskless.ext4.check.CheckReport;
import dev.diskless.ext4.internal.disk.Inode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One corruption at a time: we find something if and only if e2fsck does. */
class CorruptionTest {

    private static final int ROOT_EXTENT = Inode.BLOCK_ARRAY + 12;

    /**
     * What only we report: e2fsck compares copies of the superblock only to decide whether to look closer; it does not
     * read the depth of an extent node, which the kernel refuses when it is wrong; and it takes the tables of a group
     * without a block bitmap for used in the bitmap of the group where they lie.
     */
    private static final Set<String> ONLY_OURS = Set.of(
            "backup magic", "backup uuid", "extent node depth", "block bitmap middle", "block bitmap sealed middle");

    @TempDir
    Path folder;

    private interface Cut {
        void at(Wound wound) throws IOException;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-t ext4 -b 1024 -g 8192 -O ^has_journal,^64bit -E lazy_itable_init=0",
                "-t ext4 -b 4096 -N 2048",
                "-t ext4 -b 1024 -O ^has_journal,^metadata_csum,^uninit_bg,^64bit",
                "-t ext4 -b 1024 -O ^has_journal,^metadata_csum,uninit_bg,^64bit"
            })
    void findsWhatTheRealCheckerFinds(String options) throws IOException {
        Path base = BaseImage.make(folder, "base", 24 << 20, options);
        assertEquals(List.of(), Judge.complaints(base));
        Judge.assertClean(base);
        Path image = folder.resolve("image");
        Set<String> disagreements = new TreeSet<>();
        int found = 0;
        for (Map.Entry<String, Cut> entry :
                cuts(options.contains("metadata_csum")).entrySet()) {
            Files.copy(base, image, StandardCopyOption.REPLACE_EXISTING);
            try (Wound wound = new Wound(image)) {
                entry.getValue().at(wound);
            }
            List<String> theirs = Judge.complaints(image);
            CheckReport ours = Judge.ours(image);
            found += ours.isClean() ? 0 : 1;
            boolean expected = !theirs.isEmpty() || ONLY_OURS.contains(entry.getKey());
            if (expected == ours.isClean()) {
                disagreements.add(entry.getKey() + ": " + theirs + " but " + codes(ours));
            }
        }
        assertEquals("", String.join("\n", disagreements));
        assertTrue(found >= 60, found + " corruptions were found");
    }

    private static List<String> codes(CheckReport report) {
        return report.findings().stream().map(CheckFinding::code).toList();
    }

    private static void debugfs(Wound wound, String command) {
        RealTool.named("debugfs").run("-w", "-R", command, wound.image);
    }

    private static Map<String, Cut> cuts(boolean onlyBytes) {
        Map<String, Cut> cuts = new LinkedHashMap<>();
        if (!onlyBytes) {
            byDebugfs(cuts);
        }
        superblock(cuts);
        groups(cuts);
        inodes(cuts);
        extents(cuts);
        directories(cuts);
        trees(cuts);
        attributes(cuts);
        return cuts;
    }

    private static void byDebugfs(Map<String, Cut> cuts) {
        List<String> commands = new ArrayList<>(List.of(
                "set_inode_field file links_count 2",
                "set_inode_field file links_count 0",
                "set_inode_field small links_count 1",
                "set_inode_field d0 links_count 7",
                "set_inode_field many links_count 1",
                "set_inode_field / links_count 3",
                "set_inode_field file blocks 2",
                "set_inode_field file size 10",
                "set_inode_field file size 49153",
                "set_inode_field file size 51000",
                "set_inode_field file size 5000000",
                "set_inode_field d0 size 0",
                "set_inode_field d0 size 100",
                "set_inode_field d0 size 65536",
                "set_inode_field fast size 19",
                "set_inode_field fast size 21",
                "set_inode_field fast size 70",
                "set_inode_field slow size 199",
                "set_inode_field slow size 40",
                "set_inode_field fifo size 5",
                "set_inode_field fifo flags 0x10",
                "set_inode_field device flags 0x80000",
                "set_inode_field device size 1",
                "set_inode_field file dtime 20240101",
                "set_inode_field file dtime @5",
                "set_inode_field file mode 0",
                "set_inode_field file mode 070644",
                "set_inode_field file mode 040755",
                "set_inode_field d0 mode 0100644",
                "set_inode_field fifo mode 0100644",
                "set_inode_field fast mode 0100644",
                "set_inode_field file flags 0",
                "set_inode_field file flags 0x81000",
                "set_inode_field file flags 0x80010",
                "set_inode_field many flags 0x80000",
                "set_inode_field d0 flags 0x81000",
                "set_inode_field file file_acl 0",
                "set_inode_field file file_acl 99999999",
                "set_inode_field small file_acl 5",
                "set_inode_field file faddr 5",
                "set_inode_field file uid 77",
                "set_inode_field file generation 77",
                "set_inode_field file extra_isize 30",
                "set_inode_field file extra_isize 3",
                "set_inode_field file extra_isize 0",
                "set_inode_field <2> mode 0100755",
                "set_inode_field <2> dtime 20240101",
                "set_inode_field <5> mode 040755",
                "set_inode_field <6> mode 0100644",
                "set_inode_field <7> mode 040644",
                "set_inode_field <7> block[DIND] 5",
                "set_inode_field <7> block[0] 5",
                "set_inode_field <7> blocks 4",
                "set_inode_field <7> links_count 2",
                "set_inode_field <2000> mode 0100644",
                "set_inode_field <1500> links_count 1",
                "set_super_value free_blocks_count 5",
                "set_super_value free_inodes_count 5",
                "set_super_value blocks_count 2000",
                "set_super_value inodes_count 20",
                "set_super_value log_block_size 9",
                "set_super_value blocks_per_group 16",
                "set_super_value inodes_per_group 8",
                "set_super_value first_data_block 7",
                "set_super_value reserved_gdt_blocks 3",
                "set_super_value r_blocks_count 20000000",
                "set_super_value mnt_count 3",
                "set_super_value volume_name other",
                "set_super_value hash_seed 11111111-2222-3333-4444-555555555555",
                "set_super_value feature_incompat 0x1000",
                "set_super_value feature_ro_compat 0",
                "set_super_value feature_compat 0",
                "set_super_value inode_size 128",
                "set_bg 0 free_blocks_count 1",
                "set_bg 0 free_inodes_count 1",
                "set_bg 0 used_dirs_count 99",
                "set_bg 0 itable_unused 0",
                "set_bg 0 itable_unused 5000",
                "set_bg 0 flags 7",
                "set_bg 0 flags 1",
                "set_bg 0 flags 2",
                "set_bg 0 block_bitmap 5",
                "set_bg 0 inode_bitmap 0",
                "set_bg 0 inode_table 999999",
                "set_bg 0 checksum 1",
                "set_bg 0 block_bitmap_csum 1",
                "set_bg 0 inode_bitmap_csum 1",
                "clri file",
                "clri d0",
                "clri many",
                "clri slow",
                "clri <2>",
                "clri <7>",
                "clri <11>",
                "freeb 100 5",
                "freeb 1",
                "setb 5000 10",
                "freei file",
                "freei d0",
                "seti <1999>",
                "unlink file",
                "unlink hard",
                "unlink d0",
                "unlink d0/d1",
                "unlink lost+found",
                "unlink many/a-file-with-some-name-77",
                "ln file another",
                "ln d0 another",
                "ln file d0/another",
                "ln <1999> another",
                "ln / d0/d1/root",
                "kill_file file",
                "mkdir more",
                "rm file",
                "symlink sym target",
                "undel <1999> undeleted",
                "punch file 2 4",
                "punch d0 0",
                "punch many 3 3",
                "fallocate file 100 110",
                "zap_block 1",
                "zap_block -f file 0",
                "zap_block -f d0 0",
                "zap_block -f many 0",
                "zap_block -f many 4"));
        for (String command : commands) {
            cuts.put(command, wound -> debugfs(wound, command));
        }
    }

    private static void superblock(Map<String, Cut> cuts) {
        cuts.put("superblock checksum", wound -> wound.flip(1024 + 0x3FD));
        cuts.put("superblock magic", wound -> wound.flip(1024 + 0x38));
        cuts.put("superblock free blocks", wound -> wound.superblock(bytes -> put32(bytes, 0x0C, 77)));
        cuts.put("superblock unknown feature", wound -> wound.superblock(bytes -> put32(bytes, 0x60, 0x40000242)));
        cuts.put("superblock unknown compatible", wound -> wound.superblock(bytes -> put32(bytes, 0x5C, 0x40000038)));
        cuts.put("superblock first inode", wound -> wound.superblock(bytes -> put32(bytes, 0x54, 5)));
        cuts.put("superblock state", wound -> wound.superblock(bytes -> put16(bytes, 0x3A, 0)));
        cuts.put("superblock blocks", wound -> wound.superblock(bytes -> put32(bytes, 4, u32(bytes, 4) * 2)));
        cuts.put(
                "superblock large file", wound -> wound.superblock(bytes -> put32(bytes, 0x64, u32(bytes, 0x64) & ~2)));
        cuts.put(
                "superblock dir_index",
                wound -> wound.superblock(bytes -> put32(bytes, 0x5C, u32(bytes, 0x5C) & ~0x20)));
        cuts.put("superblock filetype", wound -> wound.superblock(bytes -> put32(bytes, 0x60, u32(bytes, 0x60) & ~2)));
        cuts.put(
                "superblock resize_inode",
                wound -> wound.superblock(bytes -> put32(bytes, 0x5C, u32(bytes, 0x5C) & ~0x10)));
        cuts.put(
                "superblock flex_bg",
                wound -> wound.superblock(bytes -> put32(bytes, 0x60, u32(bytes, 0x60) & ~0x200)));
        cuts.put("backup magic", wound -> backup(wound, 0x38));
        cuts.put("backup uuid", wound -> backup(wound, 0x68));
    }

    private static void backup(Wound wound, int field) throws IOException {
        long at = wound.layout.groups() > 1 ? wound.layout.groupStart(1) * wound.layout.blockSize() : 1024;
        wound.flip(at + field);
    }

    private static void groups(Map<String, Cut> cuts) {
        cuts.put("group free blocks", wound -> wound.group(0, bytes -> put16(bytes, 0x0C, u16(bytes, 0x0C) + 1)));
        cuts.put("group free inodes", wound -> wound.group(0, bytes -> put16(bytes, 0x0E, u16(bytes, 0x0E) - 1)));
        cuts.put("group directories", wound -> wound.group(0, bytes -> put16(bytes, 0x10, 1)));
        cuts.put("group bitmap at table", wound -> wound.group(0, bytes -> put32(bytes, 0, u32(bytes, 8))));
        cuts.put("group table moved", wound -> wound.group(0, bytes -> put32(bytes, 8, u32(bytes, 8) + 1)));
        cuts.put("group inodes uninit", wound -> wound.group(0, bytes -> put16(bytes, 0x12, 5)));
        cuts.put("group blocks uninit", wound -> wound.group(0, bytes -> put16(bytes, 0x12, 6)));
        cuts.put("group unused inodes", wound -> wound.group(0, bytes -> put16(bytes, 0x1C, 900)));
        cuts.put("group all inodes unused", wound -> wound.group(0, bytes -> put16(bytes, 0x1C, 65535)));
        for (boolean sealed : new boolean[] {false, true}) {
            for (boolean blocks : new boolean[] {false, true}) {
                String name = (blocks ? "block" : "inode") + " bitmap" + (sealed ? " sealed" : "");
                cuts.put(name + " first bit", wound -> wound.bitmap(0, blocks, sealed, bytes -> bytes[0] ^= 1));
                cuts.put(name + " tenth byte", wound -> wound.bitmap(0, blocks, sealed, bytes -> bytes[10] ^= 4));
                cuts.put(name + " middle", wound -> wound.bitmap(0, blocks, sealed, bytes -> bytes[100] ^= 8));
                cuts.put(
                        name + " padding",
                        wound -> wound.bitmap(
                                wound.layout.groups() - 1, blocks, sealed, bytes -> bytes[bytes.length - 1] = 0x7F));
            }
        }
    }

    private static void inode(
            Map<String, Cut> cuts, String name, String path, java.util.function.Consumer<byte[]> cut) {
        cuts.put("inode " + name, wound -> wound.inode(wound.find(path), cut));
    }

    private static void inodes(Map<String, Cut> cuts) {
        cuts.put("inode checksum", wound -> wound.flip(wound.inodePosition(wound.find("file")) + 0x7C));
        cuts.put("inode time", wound -> wound.flip(wound.inodePosition(wound.find("file")) + 0x08));
        cuts.put(
                "inode unused checksum",
                wound -> wound.edit(wound.inodePosition(wound.find("fifo")), 256, bytes -> put16(bytes, 0x1A, 0)));
        cuts.put("inode lost", wound -> wound.inode(wound.find("fifo"), bytes -> put16(bytes, 0x1A, 0)));
        inode(cuts, "blocks high", "file", bytes -> put16(bytes, 0x74, 1));
        inode(cuts, "acl high", "file", bytes -> put16(bytes, 0x76, 1));
        inode(cuts, "size high", "file", bytes -> put32(bytes, 0x6C, 0x80000000L));
        inode(cuts, "directory size high", "d0", bytes -> put32(bytes, 0x6C, 1));
        inode(cuts, "inline", "file", bytes -> put32(bytes, 0x20, 0x10080000));
        inode(cuts, "encrypted", "file", bytes -> put32(bytes, 0x20, 0x80800));
        inode(cuts, "huge", "file", bytes -> put32(bytes, 0x20, 0xC0000));
        inode(cuts, "in-inode attribute size", "small", bytes -> put32(bytes, 164 + 8, 4000));
        inode(cuts, "in-inode attribute offset", "small", bytes -> put16(bytes, 164 + 2, 3000));
        inode(cuts, "in-inode attribute hash", "small", bytes -> put32(bytes, 164 + 12, 3000));
        inode(cuts, "in-inode attribute name", "small", bytes -> put8(bytes, 164, 255));
        inode(cuts, "link with NUL", "fast", bytes -> put8(bytes, Inode.BLOCK_ARRAY + 3, 0));
        inode(cuts, "slow link block", "slow", bytes -> put32(bytes, ROOT_EXTENT + 8, 3));
        inode(cuts, "large", "file", bytes -> put32(bytes, 0x6C, 1));
    }

    private static void extents(Map<String, Cut> cuts) {
        inode(cuts, "extent magic", "file", bytes -> put16(bytes, Inode.BLOCK_ARRAY, 0));
        inode(cuts, "extent depth", "file", bytes -> put16(bytes, Inode.BLOCK_ARRAY + 6, 1));
        inode(cuts, "extent depth 9", "file", bytes -> put16(bytes, Inode.BLOCK_ARRAY + 6, 9));
        inode(cuts, "extent count", "file", bytes -> put16(bytes, Inode.BLOCK_ARRAY + 2, 5));
        inode(cuts, "extent none", "file", bytes -> put16(bytes, Inode.BLOCK_ARRAY + 2, 0));
        inode(cuts, "extent max", "file", bytes -> put16(bytes, Inode.BLOCK_ARRAY + 4, 900));
        inode(cuts, "extent outside", "file", bytes -> put32(bytes, ROOT_EXTENT + 8, 0xFFFFFF0L));
        inode(cuts, "extent high", "file", bytes -> put16(bytes, ROOT_EXTENT + 6, 1));
        inode(cuts, "extent on metadata", "file", bytes -> put32(bytes, ROOT_EXTENT + 8, 2));
        inode(cuts, "extent on superblock", "file", bytes -> put32(bytes, ROOT_EXTENT + 8, 0));
        inode(cuts, "extent long", "file", bytes -> put16(bytes, ROOT_EXTENT + 4, 100));
        inode(cuts, "extent short", "file", bytes -> put16(bytes, ROOT_EXTENT + 4, 3));
        inode(cuts, "extent empty", "file", bytes -> put16(bytes, ROOT_EXTENT + 4, 0));
        inode(cuts, "extent late", "file", bytes -> put32(bytes, ROOT_EXTENT, 9));
        inode(cuts, "extent at end", "file", bytes -> put32(bytes, ROOT_EXTENT, 0xFFFFFFFFL));
        inode(
                cuts,
                "extent unwritten",
                "file",
                bytes -> put16(bytes, ROOT_EXTENT + 4, u16(bytes, ROOT_EXTENT + 4) + 32768));
        inode(cuts, "directory unwritten", "d0", bytes -> put16(bytes, ROOT_EXTENT + 4, 32769));
        inode(cuts, "directory elsewhere", "d0", bytes -> put32(bytes, ROOT_EXTENT + 8, 7000));
        cuts.put("shared blocks", wound -> {
            long other = wound.physical(wound.find("other"), 0);
            wound.inode(wound.find("file"), bytes -> put32(bytes, ROOT_EXTENT + 8, other));
        });
        cuts.put("shared directory", wound -> {
            long other = wound.physical(wound.find("d0"), 0);
            wound.inode(wound.find("d0/d1"), bytes -> put32(bytes, ROOT_EXTENT + 8, other));
        });
        node(cuts, "checksum only", null);
        node(cuts, "magic", bytes -> put16(bytes, 0, 0));
        node(cuts, "depth", bytes -> put16(bytes, 6, 1));
        node(cuts, "entries", bytes -> put16(bytes, 2, 400));
        node(cuts, "no entries", bytes -> put16(bytes, 2, 0));
        node(cuts, "fewer entries", bytes -> put16(bytes, 2, u16(bytes, 2) - 1));
        node(cuts, "max", bytes -> put16(bytes, 4, 20));
        node(cuts, "order", bytes -> put32(bytes, 24, 500));
        node(cuts, "overlap", bytes -> put16(bytes, 24 + 4, 200));
        node(cuts, "start", bytes -> put32(bytes, 12, 1));
        node(cuts, "physical", bytes -> put32(bytes, 12 + 8, 0xFFFFFFF));
        node(cuts, "shared", bytes -> put32(bytes, 12 + 8, u32(bytes, 24 + 8)));
        inode(cuts, "extent child outside", "holes", bytes -> put32(bytes, ROOT_EXTENT + 4, 0xFFFFFFF));
        inode(cuts, "extent child is metadata", "holes", bytes -> put32(bytes, ROOT_EXTENT + 4, 1));
        inode(cuts, "extent child start", "holes", bytes -> put32(bytes, ROOT_EXTENT, 3));
    }

    private static void node(Map<String, Cut> cuts, String name, java.util.function.Consumer<byte[]> cut) {
        cuts.put("extent node " + name, wound -> {
            long inode = wound.find("holes");
            if (cut != null) {
                wound.extents(inode, cut);
            } else {
                long node = dev.diskless.ext4.internal.disk.ExtentNode.root(wound.inode(inode))
                        .child(0);
                wound.flip(node * wound.layout.blockSize() + 800);
            }
        });
    }

    private static void leaf(Map<String, Cut> cuts, String name, String path, java.util.function.Consumer<byte[]> cut) {
        cuts.put("directory " + name, wound -> wound.leaf(path.isEmpty() ? 2 : wound.find(path), 0, cut));
    }

    private static void directories(Map<String, Cut> cuts) {
        cuts.put(
                "directory checksum",
                wound -> wound.flip(wound.physical(wound.find("d0"), 0) * wound.layout.blockSize() + 500));
        leaf(cuts, "tail", "d0", bytes -> put8(bytes, bytes.length - 5, 0));
        leaf(cuts, "dot inode", "d0", bytes -> put32(bytes, 0, 2));
        leaf(cuts, "dot zero", "d0", bytes -> put32(bytes, 0, 0));
        leaf(cuts, "dot name", "d0", bytes -> put8(bytes, 8, 'x'));
        leaf(cuts, "dot length", "d0", bytes -> put16(bytes, 4, 24));
        leaf(cuts, "dot distance", "d0", bytes -> put16(bytes, 4, bytes.length));
        leaf(cuts, "dot distance 0", "d0", bytes -> put16(bytes, 4, 0));
        leaf(cuts, "dot type", "d0", bytes -> put8(bytes, 7, 1));
        leaf(cuts, "dotdot inode", "d0/d1", bytes -> put32(bytes, 12, 2));
        leaf(cuts, "dotdot zero", "d0/d1", bytes -> put32(bytes, 12, 0));
        leaf(cuts, "dotdot wild", "d0/d1", bytes -> put32(bytes, 12, 0x7FFFFFFF));
        leaf(cuts, "dotdot name", "d0/d1", bytes -> put8(bytes, 12 + 9, 'x'));
        leaf(cuts, "root dotdot", "", bytes -> put32(bytes, 12, 11));
        leaf(cuts, "entry unused", "d0", bytes -> put32(bytes, 24, 1999));
        leaf(cuts, "entry reserved", "d0", bytes -> put32(bytes, 24, 5));
        leaf(cuts, "entry root", "d0", bytes -> put32(bytes, 24, 2));
        leaf(cuts, "entry wild", "d0", bytes -> put32(bytes, 24, 0xFFFFFFFFL));
        leaf(cuts, "entry gone", "d0", bytes -> put32(bytes, 24, 0));
        leaf(cuts, "entry distance", "d0", bytes -> put16(bytes, 28, 14));
        leaf(cuts, "entry distance small", "d0", bytes -> put16(bytes, 28, 8));
        leaf(cuts, "entry name length", "d0", bytes -> put8(bytes, 30, 200));
        leaf(cuts, "entry no name", "d0", bytes -> put8(bytes, 30, 0));
        leaf(cuts, "entry type", "d0", bytes -> put8(bytes, 31, 5));
        leaf(cuts, "entry slash", "d0", bytes -> put8(bytes, 32, '/'));
        leaf(cuts, "entry NUL", "d0", bytes -> put8(bytes, 32, 0));
        leaf(cuts, "entry dot", "d0", bytes -> {
            put8(bytes, 30, 1);
            put8(bytes, 32, '.');
        });
        leaf(cuts, "entries of one name", "d0", bytes -> {
            int next = 24 + u16(bytes, 28);
            put8(bytes, 30, 1);
            put8(bytes, 32, 'f');
            put8(bytes, next + 6, 1);
            put8(bytes, next + 8, 'f');
        });
        cuts.put("directory loop", wound -> {
            long inner = wound.find("d0/d1/d2");
            wound.leaf(wound.find("d0"), 0, bytes -> {
                int at = u32(bytes, 24) == 0 || bytes[32] == 'f' ? 24 + u16(bytes, 28) : 24;
                put32(bytes, at, inner);
            });
        });
        cuts.put("directory in itself", wound -> {
            long self = wound.find("d0/d1");
            wound.leaf(self, 0, bytes -> {
                int at = bytes[32] == 'f' ? 24 + u16(bytes, 28) : 24;
                put32(bytes, at, self);
            });
        });
    }

    private static void trees(Map<String, Cut> cuts) {
        tree(cuts, "checksum", null);
        tree(cuts, "reserved", bytes -> put32(bytes, 24, 1));
        tree(cuts, "version", bytes -> put8(bytes, 28, 9));
        tree(cuts, "other version", bytes -> put8(bytes, 28, 2));
        tree(cuts, "info", bytes -> put8(bytes, 29, 4));
        tree(cuts, "levels", bytes -> put8(bytes, 30, 3));
        tree(cuts, "one more level", bytes -> put8(bytes, 30, 1));
        tree(cuts, "flags", bytes -> put8(bytes, 31, 1));
        tree(cuts, "limit", bytes -> put16(bytes, 32, 5));
        tree(cuts, "count 0", bytes -> put16(bytes, 34, 0));
        tree(cuts, "count less", bytes -> put16(bytes, 34, u16(bytes, 34) - 1));
        tree(cuts, "count more", bytes -> put16(bytes, 34, u16(bytes, 34) + 1));
        tree(cuts, "first block", bytes -> put32(bytes, 36, 2));
        tree(cuts, "block wild", bytes -> put32(bytes, 44, 9999));
        tree(cuts, "block 0", bytes -> put32(bytes, 44, 0));
        tree(cuts, "hash", bytes -> put32(bytes, 40, u32(bytes, 40) + 0x2000000));
        tree(cuts, "hash order", bytes -> put32(bytes, 40, 0xFFFFFF00L));
        tree(cuts, "hash continues", bytes -> put32(bytes, 40, u32(bytes, 40) | 1));
        cuts.put(
                "tree leaf checksum",
                wound -> wound.flip(wound.physical(wound.find("many"), 2) * wound.layout.blockSize() + 20));
        cuts.put("tree leaf name", wound -> wound.leaf(wound.find("many"), 2, bytes -> bytes[12] ^= 1));
        cuts.put("tree leaf inode", wound -> wound.leaf(wound.find("many"), 2, bytes -> put32(bytes, 0, 0)));
    }

    private static void tree(Map<String, Cut> cuts, String name, java.util.function.Consumer<byte[]> cut) {
        cuts.put("tree " + name, wound -> {
            long many = wound.find("many");
            if (cut != null) {
                wound.treeRoot(many, cut);
            } else {
                wound.flip(wound.physical(many, 0) * wound.layout.blockSize() + 41);
            }
        });
    }

    private static void attributes(Map<String, Cut> cuts) {
        attribute(cuts, "magic", bytes -> put32(bytes, 0, 0));
        attribute(cuts, "references", bytes -> put32(bytes, 4, 2));
        attribute(cuts, "no references", bytes -> put32(bytes, 4, 0));
        attribute(cuts, "blocks", bytes -> put32(bytes, 8, 2));
        attribute(cuts, "hash", bytes -> put32(bytes, 12, 77));
        attribute(cuts, "entry size", bytes -> put32(bytes, 32 + 8, 70000));
        attribute(cuts, "entry offset", bytes -> put16(bytes, 32 + 2, 20));
        attribute(cuts, "entry hash", bytes -> put32(bytes, 32 + 12, 20));
        attribute(cuts, "entry name", bytes -> put8(bytes, 32 + 16, 'z'));
        attribute(cuts, "entry value", bytes -> put8(bytes, bytes.length - 3, 'z'));
        cuts.put(
                "attribute checksum",
                wound -> wound.flip(wound.inode(wound.find("file")).attributeBlock() * wound.layout.blockSize() + 16));
        cuts.put("attribute block shared", wound -> {
            long block = wound.inode(wound.find("file")).attributeBlock();
            wound.inode(wound.find("other"), bytes -> put32(bytes, 0x68, block));
        });
    }

    private static void attribute(Map<String, Cut> cuts, String name, java.util.function.Consumer<byte[]> cut) {
        cuts.put("attribute " + name, wound -> wound.attributes(wound.find("file"), cut));
    }
}
