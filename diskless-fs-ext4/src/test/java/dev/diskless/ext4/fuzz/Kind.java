package dev.diskless.ext4.fuzz;

/** What a range of bytes of an image is to the file system. */
enum Kind {
    SUPERBLOCK,
    DESCRIPTOR,
    BLOCK_BITMAP,
    INODE_BITMAP,
    INODE,
    EXTENT_NODE,
    MAP_BLOCK,
    DIRECTORY_BLOCK,
    ATTRIBUTE_BLOCK,
    LINK_TARGET,
    JOURNAL_SUPERBLOCK,
    JOURNAL_BLOCK,
    MASTER_BOOT_RECORD,
    GPT_HEADER,
    GPT_ENTRIES
}
