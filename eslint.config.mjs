import js from "@eslint/js";
import globals from "globals";

// What the Desk puts in reach of every script.
const DESK = [
	"__",
	"cstr",
	"cur_frm",
	"cur_list",
	"erpnext",
	"flt",
	"cint",
	"format_currency",
	"format_number",
	"get_number_format",
	"get_number_format_info",
	"frappe",
	"moment",
	"$",
	"jQuery",
	"locals",
	"cur_page",
];

export default [
	{ ignores: ["supplier_connect/public/dist/", "node_modules/", ".venv/", "build/"] },
	js.configs.recommended,
	{
		files: ["supplier_connect/**/*.js"],
		languageOptions: {
			ecmaVersion: 2022,
			sourceType: "script",
			globals: {
				...globals.browser,
				...Object.fromEntries(DESK.map((name) => [name, "readonly"])),
				supplier_connect: "writable",
			},
		},
		rules: {
			eqeqeq: "error",
			"no-var": "error",
			"prefer-const": "error",
			"no-implicit-globals": "error",
			"no-restricted-globals": ["error", "event", "name"],
			"no-shadow": "error",
			"no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
		},
	},
	// Frappe runs the scripts of forms, reports and pages within a function of their own.
	{ files: ["supplier_connect/supplier_connect/**/*.js"], rules: { "no-implicit-globals": "off" } },
	{ files: ["supplier_connect/public/js/**/*.js"], languageOptions: { sourceType: "module" } },
];
