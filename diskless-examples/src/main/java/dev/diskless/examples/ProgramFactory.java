package dev.diskless.examples;

import dev.diskless.progress.Cancellation;
import java.io.OutputStream;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/**
 * Makes programs, and gives them what they need from outside.
 *
 * @param cancellation ends their work
 * @param out receives results that are no text
 */
record ProgramFactory(Cancellation cancellation, OutputStream out) implements IFactory {

    @Override
    public <K> K create(Class<K> type) throws Exception {
        if (type == BuildImage.class) {
            return type.cast(new BuildImage(cancellation));
        }
        if (type == Inspect.class) {
            return type.cast(new Inspect(cancellation));
        }
        if (type == Ext4Make.class) {
            return type.cast(new Ext4Make(cancellation));
        }
        if (type == Ext4Cat.class) {
            return type.cast(new Ext4Cat(out));
        }
        if (type == Ext4Extract.class) {
            return type.cast(new Ext4Extract(cancellation));
        }
        if (type == Ext4Put.class) {
            return type.cast(new Ext4Put(cancellation));
        }
        if (type == Ext4Check.class) {
            return type.cast(new Ext4Check(cancellation));
        }
        if (type == LbuCommitCommand.class) {
            return type.cast(new LbuCommitCommand(cancellation));
        }
        if (type == LbuDiffCommand.class) {
            return type.cast(new LbuDiffCommand(cancellation, out));
        }
        if (type == LbuListCommand.class) {
            return type.cast(new LbuListCommand(cancellation));
        }
        if (type == LbuListBackupCommand.class) {
            return type.cast(new LbuListBackupCommand(cancellation));
        }
        if (type == LbuPackageCommand.class) {
            return type.cast(new LbuPackageCommand(cancellation, out));
        }
        if (type == LbuRevertCommand.class) {
            return type.cast(new LbuRevertCommand(cancellation));
        }
        if (type == LbuStatusCommand.class) {
            return type.cast(new LbuStatusCommand(cancellation));
        }
        if (type == OverlayFiles.class) {
            return type.cast(new OverlayFiles(cancellation));
        }
        if (type == OverlayDiffCommand.class) {
            return type.cast(new OverlayDiffCommand(out));
        }
        if (type == OverlayExtractCommand.class) {
            return type.cast(new OverlayExtractCommand(out));
        }
        return CommandLine.defaultFactory().create(type);
    }
}
