package example;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.diskless.spi.PreflightCheck;
import dev.diskless.spi.Registry;
import java.io.PrintWriter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs the contract test and looks the plug-in up by its name. */
public final class RunContract {

    private RunContract() {}

    public static void main(String[] arguments) throws Exception {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass("example.OneOverlayTest"))
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener);
        TestExecutionSummary summary = listener.getSummary();
        summary.printFailuresTo(new PrintWriter(System.err, true));
        PreflightCheck found = Registry.standard().find(PreflightCheck.class, "one-overlay");
        System.out.println(summary.getTestsSucceededCount() + " of " + summary.getTestsFoundCount() + " tests, "
                + found.getClass().getName());
    }
}
