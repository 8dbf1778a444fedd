package dev.diskless.ext4;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.diskless.contract.filesystem.FormattingFormatContract;
import dev.diskless.fault.ProviderNotFoundException;
import dev.diskless.spi.FileSystemFormat;
import dev.diskless.spi.FormattingFormat;
import dev.diskless.spi.Registry;
import org.junit.jupiter.api.Test;

class Ext4FormatTest extends FormattingFormatContract {

    @Override
    protected FormattingFormat format() {
        return new Ext4Format();
    }

    @Test
    void registryFindsIt() throws ProviderNotFoundException {
        assertInstanceOf(Ext4Format.class, Registry.standard().find(FileSystemFormat.class, "ext4"));
    }
}
