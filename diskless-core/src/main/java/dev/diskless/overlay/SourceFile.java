package dev.diskless.overlay;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.medium.UnixFacts;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/** A file that is to be put into an overlay. */
record SourceFile(Content content, int mode) {

    static SourceFile of(Path file) throws IOException {
        UnixFacts facts;
        try {
            facts = UnixFacts.following(file);
        } catch (NoSuchFileException e) {
            throw new DisklessException(
                    FaultDetail.of(FaultCode.NOT_FOUND, "there is no such file to put into the overlay")
                            .at(file),
                    e);
        }
        if (!facts.is(UnixFacts.REGULAR)) {
            throw OverlayPath.refused("what is to be put into the overlay is no regular file", file.toString());
        }
        Content content = new Content.Source(file, facts.size(), FileTime.from(facts.modified()));
        return new SourceFile(content, facts.permissions());
    }
}
