package dev.diskless.overlay.internal;

import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.EntryType;
import dev.diskless.medium.NameBytes;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.medium.XattrValue;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/** All header blocks of an entry: extended attributes where asked for, long target, long name, and its own header. */
final class EntryHeaders {

    static final byte[] NO_BYTES = {};

    private static final int NAME_FIELD = 100;
    private static final int OWNER_NAME_BYTES = 31;
    private static final byte[] LONG_NAME = "././@LongLink".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EXTENDED_NAME = "././@PaxHeader".getBytes(StandardCharsets.US_ASCII);

    private EntryHeaders() {}

    /** The blocks of an entry that was checked before. */
    static byte[] of(OverlayEntry entry, WritingChoice choice) throws InvalidRequestException {
        ByteArrayOutputStream blocks = new ByteArrayOutputStream(TarHeader.BLOCK);
        byte[] name = bytes(entry.name(), entry);
        if (entry.type() == EntryType.DIRECTORY) {
            name = Arrays.copyOf(name, name.length + 1);
            name[name.length - 1] = '/';
        }
        byte[] link = bytes(entry.linkTarget(), entry);
        if (choice.xattrs() && !entry.xattrs().isEmpty()) {
            addRecord(blocks, EXTENDED_NAME, 'x', xattrRecords(entry));
        }
        addLongName(blocks, 'K', link);
        addLongName(blocks, 'L', name);
        blocks.writeBytes(new TarHeader(
                        name,
                        entry.mode(),
                        entry.uid(),
                        entry.gid(),
                        entry.size(),
                        entry.modified().getEpochSecond(),
                        typeFlag(entry.type()),
                        link,
                        entry.deviceMajor(),
                        entry.deviceMinor(),
                        choice.names() ? ownerName(entry.userName(), entry) : NO_BYTES,
                        choice.names() ? ownerName(entry.groupName(), entry) : NO_BYTES)
                .toBytes());
        return blocks.toByteArray();
    }

    /** Bytes that fill up the last block of a content. */
    static int padding(long size) {
        return (int) (-size & (TarHeader.BLOCK - 1));
    }

    private static byte[] xattrRecords(OverlayEntry entry) throws InvalidRequestException {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        for (Map.Entry<String, XattrValue> xattr : entry.xattrs().entrySet()) {
            byte[] name = bytes(xattr.getKey(), entry);
            if (name.length == 0 || name.length > 255 || xattr.getKey().matches("(?s).*[=\0].*")) {
                throw refused("a name of an extended attribute that an archive cannot hold", entry);
            }
            if (xattr.getValue().length() > XattrValue.MAX_BYTES) {
                throw refused("an extended attribute of more than " + XattrValue.MAX_BYTES + " bytes", entry);
            }
            records.writeBytes(
                    PaxRecords.record("SCHILY.xattr.", name, xattr.getValue().toByteArray()));
        }
        if (records.size() > Limits.EXTENDED_HEADER_BYTES) {
            throw refused("extended attributes of more than " + Limits.EXTENDED_HEADER_BYTES + " bytes", entry);
        }
        return records.toByteArray();
    }

    private static byte[] ownerName(String name, OverlayEntry entry) throws InvalidRequestException {
        byte[] bytes = bytes(name, entry);
        if (bytes.length > OWNER_NAME_BYTES || name.indexOf('\0') >= 0) {
            throw refused("a name of an owner with a zero byte or more than " + OWNER_NAME_BYTES + " bytes", entry);
        }
        return bytes;
    }

    private static byte[] bytes(String text, OverlayEntry entry) throws InvalidRequestException {
        return NameBytes.encode(text).orElseThrow(() -> refused("a text with half a surrogate pair", entry));
    }

    private static void addLongName(ByteArrayOutputStream blocks, char type, byte[] name) {
        if (name.length >= NAME_FIELD) {
            addRecord(blocks, LONG_NAME, type, Arrays.copyOf(name, name.length + 1));
        }
    }

    private static void addRecord(ByteArrayOutputStream blocks, byte[] name, char type, byte[] data) {
        blocks.writeBytes(
                new TarHeader(name, 0644, 0, 0, data.length, 0, type, NO_BYTES, 0, 0, NO_BYTES, NO_BYTES).toBytes());
        blocks.writeBytes(Arrays.copyOf(data, data.length + padding(data.length)));
    }

    private static char typeFlag(EntryType type) {
        return switch (type) {
            case FILE -> '0';
            case HARD_LINK -> '1';
            case SYMLINK -> '2';
            case CHARACTER_DEVICE -> '3';
            case BLOCK_DEVICE -> '4';
            case DIRECTORY -> '5';
            case FIFO -> '6';
        };
    }

    private static InvalidRequestException refused(String what, OverlayEntry entry) {
        return new InvalidRequestException(InvalidRequestException.detail(what).at(entry.name()));
    }
}
