import dev.diskless.*;
import dev.diskless.examples.miniature.MiniatureMedium;
import dev.diskless.fault.*;
import dev.diskless.medium.*;
import dev.diskless.spi.*;
import java.nio.file.*;
