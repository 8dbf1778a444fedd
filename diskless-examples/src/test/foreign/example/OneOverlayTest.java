package example;

import dev.diskless.contract.preflight.FakeMedium;
import dev.diskless.contract.preflight.PreflightCheckContract;
import dev.diskless.medium.MediumView;
import dev.diskless.medium.OverlayDescription;
import dev.diskless.spi.PreflightCheck;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The whole test of a plug-in: its factory method, and a medium that it has something to say about. */
class OneOverlayTest extends PreflightCheckContract {

    @Override
    protected PreflightCheck check() {
        return new OneOverlay();
    }

    @Override
    protected MediumView faulty() {
        OverlayDescription overlay =
                new OverlayDescription("a.apkovl.tar.gz", "a", "apkovl", 1, Instant.EPOCH, 1, "a");
        return new FakeMedium(Optional.empty(), List.of(), List.of(overlay, overlay), List.of());
    }
}
