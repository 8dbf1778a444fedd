package dev.diskless.lbu;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Calls the hooks of one command in the order in which they were given. */
final class HookRun {

    private final List<Hook> hooks;
    private final Packaging packaging;

    HookRun(List<Hook> hooks, Packaging packaging) {
        this.hooks = hooks;
        this.packaging = packaging;
    }

    /** Calls them before the work; the first failure ends everything. */
    void before() throws IOException {
        for (Hook hook : hooks) {
            try {
                hook.before(packaging);
            } catch (IOException | RuntimeException e) {
                throw e instanceof Fault && e instanceof IOException fault ? fault : refused(hook, e);
            }
        }
    }

    private static DisklessException refused(Hook hook, Exception e) {
        return new DisklessException(
                FaultDetail.of(FaultCode.IO, "a hook failed before the overlay was made")
                        .at(nameOf(hook))
                        .found(reason(e))
                        .cure("make the hook succeed, or leave it out"),
                e);
    }

    /** Calls all of them after the work; none can spoil it. */
    List<HookFailure> after() {
        List<HookFailure> failures = new ArrayList<>();
        for (Hook hook : hooks) {
            try {
                hook.after(packaging);
            } catch (IOException | RuntimeException e) {
                failures.add(new HookFailure(nameOf(hook), reason(e)));
            }
        }
        return failures;
    }

    /** Calls all of them after work that failed. */
    void afterFailure(Exception failure) {
        for (HookFailure also : after()) {
            failure.addSuppressed(
                    new DisklessException(FaultDetail.of(FaultCode.IO, "a hook failed after the overlay was not made")
                            .at(also.hook())
                            .found(also.reason())));
        }
    }

    private static String nameOf(Hook hook) {
        return hook instanceof RunParts ? hook.toString() : hook.getClass().getName();
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
