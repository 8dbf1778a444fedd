package dev.diskless.ext4.internal.disk;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The three feature words of a superblock.
 *
 * @param compatible what a reader and a writer may ignore
 * @param incompatible what a reader must understand
 * @param readOnlyCompatible what a writer must understand
 */
public record Features(int compatible, int incompatible, int readOnlyCompatible) {

    public static final int HAS_JOURNAL = 0x4;
    public static final int EXT_ATTR = 0x8;
    public static final int RESIZE_INODE = 0x10;
    public static final int DIR_INDEX = 0x20;
    public static final int SPARSE_SUPER2 = 0x200;
    public static final int ORPHAN_FILE = 0x1000;

    public static final int COMPRESSION = 0x1;
    public static final int FILETYPE = 0x2;
    public static final int RECOVER = 0x4;
    public static final int JOURNAL_DEV = 0x8;
    public static final int META_BG = 0x10;
    public static final int EXTENTS = 0x40;
    public static final int SIXTY_FOUR_BIT = 0x80;
    public static final int MMP = 0x100;
    public static final int FLEX_BG = 0x200;
    public static final int EA_INODE = 0x400;
    public static final int CSUM_SEED = 0x2000;
    public static final int LARGEDIR = 0x4000;
    public static final int INLINE_DATA = 0x8000;
    public static final int ENCRYPT = 0x10000;
    public static final int CASEFOLD = 0x20000;

    public static final int SPARSE_SUPER = 0x1;
    public static final int LARGE_FILE = 0x2;
    public static final int HUGE_FILE = 0x8;
    public static final int GDT_CSUM = 0x10;
    public static final int DIR_NLINK = 0x20;
    public static final int EXTRA_ISIZE = 0x40;
    public static final int SNAPSHOT = 0x80;
    public static final int BIGALLOC = 0x200;
    public static final int METADATA_CSUM = 0x400;
    public static final int REPLICA = 0x800;

    /** What a volume made here has: the defaults of mkfs.ext4 but for the journal and 64-bit block numbers. */
    public static final Features MADE_HERE = new Features(
            EXT_ATTR | RESIZE_INODE | DIR_INDEX,
            FILETYPE | EXTENTS | FLEX_BG,
            SPARSE_SUPER | LARGE_FILE | HUGE_FILE | DIR_NLINK | EXTRA_ISIZE | METADATA_CSUM);

    /** What mkfs.ext4 makes without being asked for anything. */
    public static final Features STANDARD = new Features(
            MADE_HERE.compatible | HAS_JOURNAL, MADE_HERE.incompatible | SIXTY_FOUR_BIT, MADE_HERE.readOnlyCompatible);

    /** {@link #MADE_HERE} for readers that are older than checksums of metadata. */
    public static final Features PLAIN =
            new Features(MADE_HERE.compatible, MADE_HERE.incompatible, MADE_HERE.readOnlyCompatible & ~METADATA_CSUM);

    private static final int READABLE_INCOMPATIBLE = FILETYPE
            | RECOVER
            | META_BG
            | EXTENTS
            | SIXTY_FOUR_BIT
            | MMP
            | FLEX_BG
            | EA_INODE
            | CSUM_SEED
            | LARGEDIR
            | INLINE_DATA
            | ENCRYPT
            | CASEFOLD;
    private static final int UNREADABLE_READ_ONLY_COMPATIBLE = SNAPSHOT | REPLICA;

    private static final int WRITABLE_COMPATIBLE = 0x1
            | HAS_JOURNAL
            | EXT_ATTR
            | RESIZE_INODE
            | DIR_INDEX
            | SPARSE_SUPER2
            | 0x400 // fast_commit, which is of no account in a clean journal
            | 0x800 // stable_inodes
            | 0x1000; // orphan_file
    private static final int WRITABLE_INCOMPATIBLE =
            FILETYPE | META_BG | EXTENTS | SIXTY_FOUR_BIT | FLEX_BG | CSUM_SEED | LARGEDIR;
    private static final int WRITABLE_READ_ONLY_COMPATIBLE = SPARSE_SUPER
            | LARGE_FILE
            | 0x4 // btree_dir, which never was anything
            | HUGE_FILE
            | GDT_CSUM
            | DIR_NLINK
            | EXTRA_ISIZE
            | METADATA_CSUM;

    private static final Map<Integer, String> COMPATIBLE_NAMES = Map.ofEntries(
            Map.entry(0x1, "dir_prealloc"),
            Map.entry(0x2, "imagic_inodes"),
            Map.entry(0x4, "has_journal"),
            Map.entry(0x8, "ext_attr"),
            Map.entry(0x10, "resize_inode"),
            Map.entry(0x20, "dir_index"),
            Map.entry(0x40, "lazy_bg"),
            Map.entry(0x100, "snapshot_bitmap"),
            Map.entry(0x200, "sparse_super2"),
            Map.entry(0x400, "fast_commit"),
            Map.entry(0x800, "stable_inodes"),
            Map.entry(0x1000, "orphan_file"));
    private static final Map<Integer, String> INCOMPATIBLE_NAMES = Map.ofEntries(
            Map.entry(0x1, "compression"),
            Map.entry(0x2, "filetype"),
            Map.entry(0x4, "needs_recovery"),
            Map.entry(0x8, "journal_dev"),
            Map.entry(0x10, "meta_bg"),
            Map.entry(0x40, "extent"),
            Map.entry(0x80, "64bit"),
            Map.entry(0x100, "mmp"),
            Map.entry(0x200, "flex_bg"),
            Map.entry(0x400, "ea_inode"),
            Map.entry(0x1000, "dirdata"),
            Map.entry(0x2000, "metadata_csum_seed"),
            Map.entry(0x4000, "large_dir"),
            Map.entry(0x8000, "inline_data"),
            Map.entry(0x10000, "encrypt"),
            Map.entry(0x20000, "casefold"));
    private static final Map<Integer, String> READ_ONLY_COMPATIBLE_NAMES = Map.ofEntries(
            Map.entry(0x1, "sparse_super"),
            Map.entry(0x2, "large_file"),
            Map.entry(0x8, "huge_file"),
            Map.entry(0x10, "uninit_bg"),
            Map.entry(0x20, "dir_nlink"),
            Map.entry(0x40, "extra_isize"),
            Map.entry(0x100, "quota"),
            Map.entry(0x200, "bigalloc"),
            Map.entry(0x400, "metadata_csum"),
            Map.entry(0x800, "replica"),
            Map.entry(0x1000, "read-only"),
            Map.entry(0x2000, "project"),
            Map.entry(0x4000, "shared_blocks"),
            Map.entry(0x8000, "verity"),
            Map.entry(0x10000, "orphan_present"));

    // What ext2 and ext3 know; a volume with anything else is an ext4.
    private static final int OLD_INCOMPATIBLE = FILETYPE | RECOVER | META_BG;
    private static final int OLD_READ_ONLY_COMPATIBLE = SPARSE_SUPER | LARGE_FILE | 0x4;

    public boolean hasCompatible(int bits) {
        return (compatible & bits) != 0;
    }

    public boolean hasIncompatible(int bits) {
        return (incompatible & bits) != 0;
    }

    public boolean hasReadOnlyCompatible(int bits) {
        return (readOnlyCompatible & bits) != 0;
    }

    /** Whether group descriptors have checksums, which is when they tell what was never written. */
    public boolean hasDescriptorChecksums() {
        return hasReadOnlyCompatible(METADATA_CSUM | GDT_CSUM);
    }

    /** These features with some switched on. */
    public Features with(int moreCompatible, int moreIncompatible, int moreReadOnlyCompatible) {
        return new Features(
                compatible | moreCompatible,
                incompatible | moreIncompatible,
                readOnlyCompatible | moreReadOnlyCompatible);
    }

    /** These features with some switched off. */
    public Features without(int lessCompatible, int lessIncompatible, int lessReadOnlyCompatible) {
        return new Features(
                compatible & ~lessCompatible,
                incompatible & ~lessIncompatible,
                readOnlyCompatible & ~lessReadOnlyCompatible);
    }

    /** The feature of a name, as one bit in one of the words; no bit if there is none of that name. */
    public static Features named(String name) {
        return new Features(
                bit(COMPATIBLE_NAMES, name), bit(INCOMPATIBLE_NAMES, name), bit(READ_ONLY_COMPATIBLE_NAMES, name));
    }

    private static int bit(Map<Integer, String> names, String name) {
        return names.entrySet().stream()
                .filter(entry -> entry.getValue().equals(name))
                .mapToInt(Map.Entry::getKey)
                .sum();
    }

    /** The names dumpe2fs prints, in its order. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        addNames(names, compatible, COMPATIBLE_NAMES, "FEATURE_C");
        addNames(names, incompatible, INCOMPATIBLE_NAMES, "FEATURE_I");
        addNames(names, readOnlyCompatible, READ_ONLY_COMPATIBLE_NAMES, "FEATURE_R");
        return names;
    }

    /** The names of those features that keep the volume from being read here. */
    public List<String> unreadable() {
        List<String> names = new ArrayList<>();
        addNames(names, incompatible & ~READABLE_INCOMPATIBLE, INCOMPATIBLE_NAMES, "FEATURE_I");
        addNames(names, readOnlyCompatible & UNREADABLE_READ_ONLY_COMPATIBLE, READ_ONLY_COMPATIBLE_NAMES, "FEATURE_R");
        return names;
    }

    /** The names of those features that keep the volume from being changed here. */
    public List<String> unwritable() {
        List<String> names = new ArrayList<>();
        addNames(names, compatible & ~WRITABLE_COMPATIBLE, COMPATIBLE_NAMES, "FEATURE_C");
        addNames(names, incompatible & ~WRITABLE_INCOMPATIBLE, INCOMPATIBLE_NAMES, "FEATURE_I");
        addNames(names, readOnlyCompatible & ~WRITABLE_READ_ONLY_COMPATIBLE, READ_ONLY_COMPATIBLE_NAMES, "FEATURE_R");
        return names;
    }

    /** The name of the oldest of {@code ext2}, {@code ext3} and {@code ext4} that knows these features. */
    public String generation() {
        if ((incompatible & ~OLD_INCOMPATIBLE) != 0 || (readOnlyCompatible & ~OLD_READ_ONLY_COMPATIBLE) != 0) {
            return "ext4";
        }
        return hasCompatible(HAS_JOURNAL) ? "ext3" : "ext2";
    }

    private static void addNames(List<String> names, int word, Map<Integer, String> known, String unknown) {
        for (int bit = 0; bit < 32; bit++) {
            if ((word >>> bit & 1) != 0) {
                String name = known.get(1 << bit);
                names.add(name == null ? unknown + bit : name);
            }
        }
    }
}
