#!/bin/bash
# From a rasterised corpus and the shipped model to a measured next model, within a time:
#   training/pipeline.sh DATA OUT [SECONDS]
# DATA: the folder that fetch, corpus and text_space filled. OUT: runs, logs, the model, its judge, drawings and figures.
# It takes all GPUs that there are. The judge is trained beside the model. What comes first is what matters most, each
# stage has a time limit, and one that fails is told in OUT/log and does not end the rest.
data=$(realpath "$1") out=$(realpath -m "$2") total=${3:-1400}
python=${PYTHON:-python3}
after_training=320 text=110 judge_s=330
mkdir -p "$out/log" "$out/drawings"
export PYTHONUNBUFFERED=1 TORCHINDUCTOR_CACHE_DIR="$out/inductor" OMP_NUM_THREADS=8
gpus=$(nvidia-smi -L 2>/dev/null | wc -l)
((gpus > 0)) || gpus=1
last=$((gpus - 1))
shipped=daemon/guidance/embedded

say() { echo "[$SECONDS s] $*"; }

# stage NAME GPU LIMIT MODULE ARGUMENTS: runs a module of training/ on one GPU
stage() {
    local name=$1 gpu=$2 limit=$3 module=$4
    shift 4
    CUDA_VISIBLE_DEVICES=$gpu timeout -k 5 "$limit" "$python" -m "training.$module" "$@" >"$out/log/$name.log" 2>&1 ||
        say "$name failed: see $out/log/$name.log"
    say "$name: $(tail -n 1 "$out/log/$name.log")"
}

# train NAME PORT LIMIT ARGUMENTS: one process on each GPU; one that fails ends the others
train() {
    local name=$1 port=$2 limit=$3 rank failed=0 processes=()
    shift 3
    for ((rank = 0; rank < gpus; rank++)); do
        CUDA_VISIBLE_DEVICES=$rank RANK=$rank LOCAL_RANK=0 WORLD_SIZE=$gpus MASTER_ADDR=127.0.0.1 MASTER_PORT=$port \
            timeout -k 5 "$limit" "$python" -m training.train --data "$data" "$@" >>"$out/log/$name.$rank.log" 2>&1 &
        processes+=($!)
    done
    for ((rank = 0; rank < gpus; rank++)); do wait -n "${processes[@]}" || { failed=1 && break; }; done
    ((failed)) && kill "${processes[@]}" 2>/dev/null
    wait "${processes[@]}" 2>/dev/null
    say "$name: $(tail -n 1 "$out/log/$name.0.log")"
    return $failed
}

stage recover $last 150 recover --data "$data" --model $shipped --out "$out/start" &
stage rasterise 0 240 rasterise --data "$data"
wait
seconds=$((total - after_training - SECONDS))
say "training for $seconds s"
{
    train judge 29611 $((judge_s + 120)) --recipe judge --out "$out/judge_run" --seconds $judge_s
    stage export_judge 0 60 export --data "$data" --run "$out/judge_run" --out "$out/judge" --without-text
} &
judge=$!
stage fuse_tower 0 300 fuse --data "$data" --recipe third --part tower --out "$out/fused" &
stage fuse_batches $last 300 fuse --data "$data" --recipe third --part batches --out "$out/fused" &
end=$((SECONDS + seconds))
run="$out/run"
train model 29600 $((seconds + 90)) --recipe third --out "$run" --start-from "$out/start/checkpoint.pt" \
    --seconds $seconds --compiled "$out/fused" ||
    train model 29601 $((end - SECONDS + 60)) --recipe third --out "$run" --resume "$run/checkpoint.pt" \
        --seconds $((end - SECONDS))

stage text_tower 0 $((text + 60)) text_tower --data "$data" --run "$run" --start-from $shipped/open_clip_model.safetensors \
    --seconds $text
stage export 0 60 export --data "$data" --run "$run" --out "$out/model"
stage evaluate 0 150 evaluate --data "$data" --model "$out/model" --out "$out/evaluation.json" &
measures=($!)
for kind in strokes64 strokes16 filled24; do
    stage "draw_$kind" $last 150 draw --model "$out/model" --out "$out/drawings" --kind $kind &
    measures+=($!)
done
stage draw_coloured 0 150 draw --model "$out/model" --out "$out/drawings" --kind strokes64 --prompts coloured &
measures+=($!)
wait "${measures[@]}" $judge
stage judge 0 90 judge --judge "$out/judge" --drawings "$out/drawings" --data "$data"
stage bank 0 60 bank --data "$data" --model "$out/model" --out "$out/model/bank.safetensors"
say "done"
