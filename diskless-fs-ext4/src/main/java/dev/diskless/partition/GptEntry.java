package dev.diskless.partition;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;

/**
 * One entry of a GPT (UEFI specification, section 5.3.3), 128 bytes long or more and little endian: type at 0, identity
 * at 16, first and last sector at 32 and 40, attributes at 48, name at 56 in 36 units of UTF-16, ended by a unit of zero
 * unless all are used.
 *
 * @param type zero if the entry is unused
 * @param id the identity of the partition
 * @param first its first sector
 * @param last its last sector
 * @param attributes bit 0 required, bit 1 ignored by EFI, bit 2 legacy boot, bits 48 to 63 as the type says
 * @param name its name
 */
record GptEntry(UUID type, UUID id, long first, long last, long attributes, String name) {

    static final int SIZE = 128;
    static final long LEGACY_BOOT = 1L << 2;
    static final int NAME_UNITS = 36;

    private static final int NAME = 56;

    static GptEntry read(ByteBuffer entries, int position) {
        ByteBuffer bytes = entries.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < NAME_UNITS; i++) {
            char unit = bytes.getChar(position + NAME + 2 * i);
            if (unit == 0) {
                break;
            }
            name.append(unit);
        }
        return new GptEntry(
                Guid.read(bytes, position),
                Guid.read(bytes, position + 16),
                bytes.getLong(position + 32),
                bytes.getLong(position + 40),
                bytes.getLong(position + 48),
                name.toString());
    }

    void write(ByteBuffer entries, int position) {
        ByteBuffer bytes = entries.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        Guid.write(bytes, position, type);
        Guid.write(bytes, position + 16, id);
        bytes.putLong(position + 32, first).putLong(position + 40, last).putLong(position + 48, attributes);
        for (int i = 0; i < name.length(); i++) {
            bytes.putChar(position + NAME + 2 * i, name.charAt(i));
        }
    }

    boolean isUsed() {
        return !type.equals(Guid.ZERO);
    }
}
