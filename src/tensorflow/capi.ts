import { closeSync, openSync } from "node:fs";
import koffi from "koffi";
import { type Library, loadForGood, loadLibc } from "./loader";

/**
 * The part of TensorFlow's C API that the binding needs, declared once.
 * Pointers are plain numbers (`uintptr`), buffers are typed arrays.
 * Source: tensorflow/c/c_api.h, tensorflow/c/c_api_function.h,
 * tensorflow/c/kernels.h and tensorflow/c/eager/c_api.h.
 */
const PROTOTYPES = [
	"str TF_Version()",
	"uintptr TF_NewStatus()",
	"void TF_DeleteStatus(uintptr status)",
	"int TF_GetCode(uintptr status)",
	"str TF_Message(uintptr status)",
	"uintptr TFE_NewContextOptions()",
	"void TFE_ContextOptionsSetConfig(uintptr options, void *config, size_t length, uintptr status)",
	"void TFE_DeleteContextOptions(uintptr options)",
	"uintptr TFE_NewContext(uintptr options, uintptr status)",
	"uintptr TFE_ContextListDevices(uintptr context, uintptr status)",
	"int TF_DeviceListCount(uintptr list)",
	"str TF_DeviceListName(uintptr list, int index, uintptr status)",
	"str TF_DeviceListType(uintptr list, int index, uintptr status)",
	"void TF_DeleteDeviceList(uintptr list)",
	"uintptr TF_AllocateTensor(int dtype, void *dims, int rank, size_t bytes)",
	"uintptr TF_TensorData(uintptr tensor)",
	"size_t TF_TensorByteSize(uintptr tensor)",
	"void TF_DeleteTensor(uintptr tensor)",
	"void TF_StringInit(uintptr string)",
	"void TF_StringCopy(uintptr string, void *source, size_t size)",
	"uintptr TF_StringGetDataPointer(uintptr string)",
	"size_t TF_StringGetSize(uintptr string)",
	"uintptr TFE_NewTensorHandle(uintptr tensor, uintptr status)",
	"void TFE_DeleteTensorHandle(uintptr handle)",
	"uintptr TFE_TensorHandleResolve(uintptr handle, uintptr status)",
	"int TFE_TensorHandleDataType(uintptr handle)",
	"int TFE_TensorHandleNumDims(uintptr handle, uintptr status)",
	"int64 TFE_TensorHandleDim(uintptr handle, int index, uintptr status)",
	"uintptr TFE_NewOp(uintptr context, void *name, uintptr status)",
	"void TFE_DeleteOp(uintptr op)",
	"void TFE_OpAddInput(uintptr op, uintptr handle, uintptr status)",
	"void TFE_OpSetAttrString(uintptr op, void *name, void *value, size_t length)",
	"void TFE_OpSetAttrInt(uintptr op, void *name, int64 value)",
	"void TFE_OpSetAttrIntList(uintptr op, void *name, void *values, int count)",
	"void TFE_OpSetAttrFloat(uintptr op, void *name, float value)",
	"void TFE_OpSetAttrFloatList(uintptr op, void *name, void *values, int count)",
	"void TFE_OpSetAttrBool(uintptr op, void *name, uchar value)",
	"void TFE_OpSetAttrBoolList(uintptr op, void *name, void *values, int count)",
	"void TFE_OpSetAttrType(uintptr op, void *name, int value)",
	"void TFE_OpSetAttrTypeList(uintptr op, void *name, void *values, int count)",
	"void TFE_OpSetAttrShape(uintptr op, void *name, void *dims, int rank, uintptr status)",
	"void TFE_Execute(uintptr op, void *results, void *count, uintptr status)",
	"uintptr TFE_TensorHandleCopyToDevice(uintptr handle, uintptr context, void *device, uintptr status)",
	"uintptr TFE_TensorHandleCopySharingTensor(uintptr handle, uintptr status)",
	"void TFE_ContextAddFunction(uintptr context, uintptr function, uintptr status)",
	"void TFE_ContextRemoveFunction(uintptr context, void *name, uintptr status)",
	"uintptr TF_NewGraph()",
	"void TF_DeleteGraph(uintptr graph)",
	"uintptr TF_NewOperation(uintptr graph, void *type, void *name)",
	"void TF_AddInput(uintptr op, TF_Output input)",
	"void TF_AddInputList(uintptr op, void *inputs, int count)",
	"void TF_SetAttrString(uintptr op, void *name, void *value, size_t length)",
	"void TF_SetAttrInt(uintptr op, void *name, int64 value)",
	"void TF_SetAttrIntList(uintptr op, void *name, void *values, int count)",
	"void TF_SetAttrFloat(uintptr op, void *name, float value)",
	"void TF_SetAttrFloatList(uintptr op, void *name, void *values, int count)",
	"void TF_SetAttrBool(uintptr op, void *name, uchar value)",
	"void TF_SetAttrBoolList(uintptr op, void *name, void *values, int count)",
	"void TF_SetAttrType(uintptr op, void *name, int value)",
	"void TF_SetAttrTypeList(uintptr op, void *name, void *values, int count)",
	"void TF_SetAttrShape(uintptr op, void *name, void *dims, int rank)",
	"void TF_SetAttrTensor(uintptr op, void *name, uintptr tensor, uintptr status)",
	"uintptr TF_FinishOperation(uintptr op, uintptr status)",
	"int TF_OperationNumOutputs(uintptr op)",
	"int TF_OperationOutputType(TF_Output output)",
	"int TF_GraphGetTensorNumDims(uintptr graph, TF_Output output, uintptr status)",
	"void TF_GraphGetTensorShape(uintptr graph, TF_Output output, void *dims, int rank, uintptr status)",
	"uintptr TF_GraphToFunction(uintptr graph, void *name, uchar appendHash, int opCount, void *ops, int inputCount, void *inputs, int outputCount, void *outputs, void *outputNames, void *options, void *description, uintptr status)",
	"void TF_DeleteFunction(uintptr function)",
	"uintptr TF_GetRegisteredKernelsForOp(void *name, uintptr status)",
	"void TF_DeleteBuffer(uintptr buffer)",
] as const;

type FunctionName<Prototype> =
	Prototype extends `${string} ${infer Name}(${string}` ? Name : never;

// biome-ignore lint/suspicious/noExplicitAny: koffi's functions take and give what the prototype says
type Foreign = (...args: any[]) => any;

/** TensorFlow's C functions by name, and `memcpy` between its memory and typed arrays. */
export type CApi = Record<
	FunctionName<(typeof PROTOTYPES)[number]>,
	Foreign
> & {
	copyIn(pointer: number, source: ArrayBufferView, bytes: number): void;
	copyOut(target: ArrayBufferView, pointer: number, bytes: number): void;
};

/** One output of an operation in a graph. */
export interface Output {
	op: number;
	index: number;
}

let declared = false;

/** Tells koffi once in a process what a `TF_Output` is made of. */
function declareOutput(): void {
	if (!declared) koffi.struct("TF_Output", { op: "uintptr", index: "int" });
	declared = true;
}

/**
 * Runs `load` with what it writes to stderr thrown away, unless
 * `TF_CPP_MIN_LOG_LEVEL` asks for all of it: TensorFlow 2.21 says that oneDNN is on
 * while it is loaded, before it has read that variable.
 */
function quietly<T>(libc: Library, load: () => T): T {
	if (Number(process.env.TF_CPP_MIN_LOG_LEVEL ?? 0) === 0) return load();
	const dup = libc.func("int dup(int file)");
	const dup2 = libc.func("int dup2(int from, int to)");
	const stderr = 2;
	const kept = dup(stderr);
	const nowhere = openSync("/dev/null", "w");
	dup2(nowhere, stderr);
	try {
		return load();
	} finally {
		dup2(kept, stderr);
		closeSync(kept);
		closeSync(nowhere);
	}
}

/**
 * Loads TensorFlow's libraries into the process, for good, and declares the C API.
 *
 * @param libraries absolute paths, the C API's library first
 * @throws where the platform has no known loader or a library does not load
 */
export function loadCApi(libraries: string[]): CApi {
	const libc = loadLibc();
	const load = (file: string) => {
		try {
			loadForGood(libc, file);
		} catch (error) {
			throw new Error(
				`loadCApi: cannot load ${file}: ${(error as Error).message}; remove .cache/tensorflow and run \`npm run setup\` again`,
			);
		}
		return koffi.load(file, { global: true });
	};
	// The framework library comes second on disk but is what the first one needs.
	const framework = quietly(libc, () => load(libraries[1]));
	const tensorflow = load(libraries[0]);
	declareOutput();
	const api: Record<string, Foreign> = {};
	for (const prototype of PROTOTYPES) {
		const name = prototype.slice(
			prototype.indexOf(" ") + 1,
			prototype.indexOf("("),
		);
		try {
			api[name] = tensorflow.func(prototype);
		} catch {
			api[name] = framework.func(prototype);
		}
	}
	return {
		...(api as CApi),
		copyIn: libc.func("memcpy", "void", ["uintptr", "void *", "size_t"]),
		copyOut: libc.func("memcpy", "void", ["void *", "uintptr", "size_t"]),
	};
}
