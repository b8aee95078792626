import { config } from "zod";

// Zod would try to compile its checks with `new Function`, and look at `navigator` before: a
// webview's content security policy reports the one, VS Code's extension host the other.
config({ jitless: true });

export * from "zod";
