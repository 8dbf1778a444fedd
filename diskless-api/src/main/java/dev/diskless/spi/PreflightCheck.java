package dev.diskless.spi;

import dev.diskless.medium.Finding;
import dev.diskless.medium.MediumView;
import java.io.IOException;
import java.util.List;

/** Looks at one aspect of a medium and says what is wrong with it. */
public interface PreflightCheck extends Plugin {

    /**
     * Checks a medium.
     *
     * @param medium the medium; only read
     * @return the findings, the same in the same order for the same medium; empty if all is well
     * @throws IOException if reading fails
     */
    List<Finding> check(MediumView medium) throws IOException;
}
