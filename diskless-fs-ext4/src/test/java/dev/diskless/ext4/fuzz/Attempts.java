package dev.diskless.ext4.fuzz;

import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;

/** Lets typed faults pass, which damage may end in, and remembers whether one of them said that there is damage. */
final class Attempts {

    private static final int MOST_ALLOCATED = 400 << 20;

    private IOException corrupt;

    interface Part {
        void run() throws IOException;
    }

    /** A part with a bound on the memory it asks for; whatever is no typed fault leaves here as it is. */
    void bounded(Part part) {
        long before = Allocation.ofThisThread();
        attempt(part);
        long allocated = Allocation.ofThisThread() - before;
        if (allocated > MOST_ALLOCATED) {
            throw new AssertionError(allocated + " bytes were allocated");
        }
    }

    void attempt(Part part) {
        try {
            part.run();
        } catch (DirectoryIteratorException e) {
            take(e.getCause());
        } catch (IOException e) {
            take(e);
        }
    }

    /** The first fault that spoke of damage; null if there was none. */
    IOException corrupt() {
        return corrupt;
    }

    private void take(IOException thrown) {
        boolean ofTheJdk = thrown instanceof FileSystemException
                && thrown.getClass() != FileSystemException.class
                && thrown.getClass().getPackage() == FileSystemException.class.getPackage();
        if (!(thrown instanceof Fault) && !ofTheJdk) {
            throw new AssertionError("a fault without a type", thrown);
        }
        if (corrupt == null && thrown instanceof Fault fault && fault.code() == FaultCode.CORRUPT) {
            corrupt = thrown;
        }
    }
}
